import { type Static, type TSchema, Type } from 'typebox';
import type { PortalAccess } from './portal-access.ts';
import type { Scope } from './scopes.ts';

/** One operation of the API: all a server needs to route, guard, validate, answer and document it. */
export interface Operation<
  Params extends TSchema = TSchema,
  Query extends TSchema = TSchema,
  Body extends TSchema = TSchema,
  Success extends TSchema = TSchema,
> {
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With `{name}` for path parameters, as in OpenAPI. */
  readonly path: `/${string}`;
  readonly tag: string;
  readonly summary: string;
  /** One of them is enough; empty: any valid token. */
  readonly scopes: readonly Scope[];
  /** Who of a customer's people may call it, with a session of the portal; null: it is none of the portal's. */
  readonly portal: PortalAccess | null;
  readonly params: Params;
  readonly query: Query;
  /** `null`: the operation takes no body. */
  readonly body: Body | null;
  /** `json` unless the body is a file. */
  readonly bodyType: 'json' | 'multipart';
  /** The status of success and its body; `null` for an empty answer. `binary` sends a file. */
  readonly success: {
    readonly status: 200 | 201 | 202 | 204;
    readonly reply: Success | null;
    readonly binary?: boolean;
  };
}

export type ParamsOf<O> = O extends Operation<infer P, TSchema, TSchema, TSchema> ? Static<P> : never;
export type QueryOf<O> = O extends Operation<TSchema, infer Q, TSchema, TSchema> ? Static<Q> : never;
export type BodyOf<O> = O extends Operation<TSchema, TSchema, infer B, TSchema> ? Static<B> : never;
/** What an operation that lists can sort by; never: it has one order. */
export type SortOf<O> =
  QueryOf<O> extends { sort?: infer Sort } ? Exclude<Extract<Sort, string>, `-${string}`> : never;
export type ReplyOf<O> = O extends Operation<TSchema, TSchema, TSchema, infer R> ? Static<R> : never;

const nothing = Type.Object({});
type Nothing = typeof nothing;

interface Declared<P extends TSchema, Q extends TSchema, B extends TSchema, R extends TSchema> {
  tag: string;
  summary: string;
  scopes: readonly Scope[];
  portal?: PortalAccess;
  params?: P;
  query?: Q;
  body?: B;
  bodyType?: 'json' | 'multipart';
  success: { status: 200 | 201 | 202 | 204; reply?: R; binary?: boolean };
}

/** Declares an operation, e.g. `operation('getProduct', 'GET /api/v1/products/{productId}', {...})`. */
export const operation = <
  P extends TSchema = Nothing,
  Q extends TSchema = Nothing,
  B extends TSchema = Nothing,
  R extends TSchema = Nothing,
>(
  id: string,
  at: `${Operation['method']} /${string}`,
  declared: Declared<P, Q, B, R>,
): Operation<P, Q, B, R> => {
  const [method, path] = at.split(' ') as [Operation['method'], Operation['path']];
  return {
    id,
    method,
    path,
    tag: declared.tag,
    summary: declared.summary,
    scopes: declared.scopes,
    portal: declared.portal ?? null,
    params: declared.params ?? (nothing as unknown as P),
    query: declared.query ?? (nothing as unknown as Q),
    body: declared.body ?? null,
    bodyType: declared.bodyType ?? 'json',
    success: { ...declared.success, reply: declared.success.reply ?? null },
  };
};
