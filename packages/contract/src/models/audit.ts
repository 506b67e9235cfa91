import { type Static, Type } from 'typebox';
import { DateTime, Nullable, Page, Reply, Words } from '../schema.ts';

/** The audit log: who changed what, field by field. Ours; the contract has none. */

export const AuditAuthorModel = Reply({
  kind: Words(['client', 'user', 'contact', 'system']),
  /** Of the user or contact; an API client's client id; null for the system. */
  id: Nullable(Type.String()),
  name: Type.String(),
});

export const AuditChangeModel = Reply({
  /** As the API names it, with the part of an interval or an overdraft after a dot: `leasePeriod.count`. */
  field: Type.String(),
  /** The value as text; null: there was none, or it is not shown. */
  old: Nullable(Type.String()),
  new: Nullable(Type.String()),
  /** The value is secret or large: only that it changed is kept. */
  masked: Type.Boolean(),
});

export const AuditEntryModel = Reply({
  /** Grows with time within a tenant. */
  id: Type.String(),
  at: DateTime(),
  author: AuditAuthorModel,
  action: Words(['create', 'update', 'delete']),
  objectType: Type.String(),
  objectId: Type.String(),
  /** What of the object, when it is one of many: `activationCodes CODE-1`. */
  part: Nullable(Type.String()),
  changes: Type.Array(AuditChangeModel),
});
export type AuditEntryModel = Static<typeof AuditEntryModel>;

export const PaginatedListOfAuditEntryModel = Page(AuditEntryModel);
