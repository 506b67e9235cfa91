import { type Static, Type } from 'typebox';
import { DateTime, Id, Nullable, Reply, Request } from '../schema.ts';

/** Notes: what the vendor's people remark on a customer or an entitlement. */

export const AuthorModel = Reply({
  /** Of a user the sign-in name, of an API client its client id; null for the system. */
  username: Nullable(Type.String()),
  displayName: Type.String(),
  /** An API client wrote it. */
  api: Type.Boolean(),
  /** The program itself wrote it. */
  system: Type.Boolean(),
});
export type AuthorModel = Static<typeof AuthorModel>;

const noteModel = () =>
  Reply({ id: Id('nt'), note: Type.String(), author: AuthorModel, createdAt: DateTime() });
const noteRequest = () => Request({ note: Type.String({ minLength: 1, maxLength: 1000 }) });

export const CustomerNoteModel = noteModel();
export type CustomerNoteModel = Static<typeof CustomerNoteModel>;
export const CustomerNoteListResponse = Reply({ notes: Type.Array(CustomerNoteModel) });
export const CreateCustomerNoteApiRequest = noteRequest();

export const EntitlementNoteModel = noteModel();
export const EntitlementNoteListResponse = Reply({ notes: Type.Array(EntitlementNoteModel) });
export const CreateEntitlementNoteApiRequest = noteRequest();
