import { type Static, Type } from 'typebox';
import { DateTime, Id, Int32, Nullable, Reply, Request, Words } from '../schema.ts';
import { scopes } from '../scopes.ts';

/** API clients: who may call, with which secret. */

export const ApiClientModel = Reply({
  id: Id('api'),
  clientId: Type.String(),
  clientName: Nullable(Type.String()),
  clientSecret: Type.String(),
});
export type ApiClientModel = Static<typeof ApiClientModel>;

export const ApiClientListModel = Reply({
  id: Id('api'),
  clientId: Type.String(),
  clientName: Nullable(Type.String()),
  /** What it may do; ours. */
  scopes: Type.Array(Type.String()),
  /** Ours. */
  createdAt: DateTime(),
});
export type ApiClientListModel = Static<typeof ApiClientListModel>;

export const ListOfApiClientListModel = Reply({
  items: Type.Array(ApiClientListModel),
  elementsTotal: Int32({ minimum: 0 }),
});
export type ListOfApiClientListModel = Static<typeof ListOfApiClientListModel>;

export const CreateApiClientRequest = Request({
  clientId: Type.String({ minLength: 1, pattern: '^[A-Za-z](?:[A-Za-z0-9\\-_]{0,48}[A-Za-z0-9])?$' }),
  clientName: Type.Optional(Nullable(Type.String({ maxLength: 50 }))),
  clientSecret: Type.Optional(Nullable(Type.String({ minLength: 32, maxLength: 64 }))),
});
export type CreateApiClientRequest = Static<typeof CreateApiClientRequest>;

/** Ours: the contract's request names no scopes, and makes clients that may do everything. */
export const CreateScopedApiClientRequest = Request({
  clientId: CreateApiClientRequest.properties.clientId,
  clientName: CreateApiClientRequest.properties.clientName,
  scopes: Type.Array(Words(scopes), { minItems: 1 }),
});
export type CreateScopedApiClientRequest = Static<typeof CreateScopedApiClientRequest>;
