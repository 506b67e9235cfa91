import { type Static, Type } from 'typebox';
import { Int32, Words } from '../schema.ts';

/** Which page of a list: both optional, pages count from 1, a too large `pageSize` is cut to the largest served. */
export const PagingQuery = Type.Object({
  pageNumber: Type.Optional(Int32({ minimum: 1, default: 1 })),
  pageSize: Type.Optional(Int32({ minimum: 1 })),
});
export type PagingQuery = Static<typeof PagingQuery>;

/**
 * Which rows of a list, and in what order: ours and not the contract's, both optional. `name` is a part of what people
 * know a row by, in any case; blanks around it do not count. `sort` is one of these members of the reply, `-` before it
 * for the opposite order; rows without a value come last either way.
 */
export const choiceOf = <const Members extends readonly string[]>(...members: Members) => {
  type Member = Members[number];
  const words = members.flatMap((member: Member): (Member | `-${Member}`)[] => [member, `-${member}`]);
  return {
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    sort: Type.Optional(Words(words)),
  };
};
