import type { BodyOf, OperationId, operations, ParamsOf, QueryOf, ReplyOf, SortOf } from '@leeway/contract';

/** The contract's types as a browser meets them: the server's exact integers arrive as numbers. */
export type Wire<T> = T extends bigint
  ? number
  : T extends readonly (infer Item)[]
    ? Wire<Item>[]
    : T extends object
      ? { [Key in keyof T]: Wire<T[Key]> }
      : T;

type Operation<Id extends OperationId> = (typeof operations)[Id];

/** What an operation answers. */
export type Reply<Id extends OperationId> = Wire<ReplyOf<Operation<Id>>>;
/** One row of an operation that lists. */
export type Row<Id extends OperationId> = Reply<Id> extends { items: (infer Item)[] } ? Item : never;
export type Query<Id extends OperationId> = Wire<QueryOf<Operation<Id>>>;
/** What the rows of an operation can be sorted by. */
export type SortBy<Id extends OperationId> = SortOf<Operation<Id>>;
export type Body<Id extends OperationId> = Wire<BodyOf<Operation<Id>>>;

type Params<Id extends OperationId> = Wire<ParamsOf<Operation<Id>>>;
type IfAny<Part, Name extends string> = keyof Part extends never ? unknown : { readonly [Key in Name]: Part };

/** What a call must be given: path parameters and body where the operation has them. */
export type Given<Id extends OperationId> = IfAny<Params<Id>, 'params'> &
  IfAny<Body<Id>, 'body'> & { readonly query?: Query<Id> };
