/** The door of the contract: operations, wire objects, errors, limits. */
export * from './errors.ts';
export * from './event-payloads.ts';
export * from './events.ts';
export * from './limits.ts';
export * from './models/index.ts';
/** The same wire objects by name, for a served document that names its components. */
export * as models from './models/index.ts';
export * from './operation.ts';
export * from './operations/index.ts';
export { PagingQuery } from './operations/paging.ts';
export * from './portal-access.ts';
export * from './roles.ts';
export * from './schema.ts';
export * from './scopes.ts';
export { serializerSchema } from './serializer-schema.ts';
