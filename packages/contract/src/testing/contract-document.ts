import { readFileSync } from 'node:fs';
import type { TSchema } from 'typebox';

/** A JSON Schema as plain data: of the contract's document or of ours. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** One of our schemas as plain data. */
export const asJsonSchema = (schema: TSchema): JsonSchema => schema as JsonSchema;

export interface ContractOperation {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly tag: string;
  readonly scopes: readonly string[];
  /** Of path and query; headers and the version aliases every operation shares are left out. */
  readonly parameters: readonly ContractParameter[];
  /** Null: no body. */
  readonly body: JsonSchema | null;
  readonly bodyType: 'json' | 'multipart';
  /** By status; a null schema is an answer whose body is not described. */
  readonly replies: ReadonlyMap<number, JsonSchema | null>;
}

export interface ContractParameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly schema: JsonSchema;
}

type Content = Record<string, { schema?: JsonSchema }>;

interface Described {
  readonly content?: Content;
}

interface RawOperation {
  readonly operationId: string;
  readonly tags: readonly [string];
  readonly 'x-scopes': readonly string[];
  readonly parameters?: readonly (ContractParameter | Reference)[];
  readonly requestBody?: Described;
  readonly responses: Readonly<Record<string, Described | Reference>>;
}

type PathItem = Readonly<Record<string, RawOperation>>;

interface Reference {
  readonly $ref: string;
}

interface ContractDocument {
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
}

/** The contract as its file states it. */
export const contractDocument: ContractDocument = JSON.parse(
  readFileSync(new URL('../../contract/management-api.openapi.json', import.meta.url), 'utf8'),
);

/** What a local `$ref` points at. */
export const resolveRef = (ref: string): JsonSchema => {
  let found: unknown = contractDocument;
  for (const part of ref.replace(/^#\//, '').split('/')) found = (found as JsonSchema | undefined)?.[part];
  if (found === undefined) throw new Error(`${ref} is not in the contract`);
  return found as JsonSchema;
};

const deref = <T extends object>(value: T | Reference): T =>
  '$ref' in value ? (resolveRef(value.$ref) as unknown as T) : value;

const jsonSchema = (described: Described | undefined): JsonSchema | null =>
  described?.content?.['application/json']?.schema ?? null;

const parametersOf = (listed: readonly (ContractParameter | Reference)[]): readonly ContractParameter[] =>
  listed
    .map((parameter) => deref<ContractParameter>(parameter))
    .filter((parameter) => parameter.in === 'path' || parameter.in === 'query')
    .filter((parameter) => !('x-alias-of' in parameter));

const readOperation = (
  path: string,
  method: string,
  operation: RawOperation,
  shared: ContractParameter[],
): ContractOperation => {
  const multipart = operation.requestBody?.content?.['multipart/form-data']?.schema;
  const replies = Object.entries(operation.responses).map(
    ([status, reply]) => [Number(status), jsonSchema(deref<Described>(reply))] as const,
  );
  return {
    operationId: operation.operationId,
    method: method.toUpperCase(),
    path,
    tag: operation.tags[0],
    scopes: operation['x-scopes'],
    parameters: parametersOf([...shared, ...(operation.parameters ?? [])]),
    body: multipart ?? jsonSchema(operation.requestBody),
    bodyType: multipart === undefined ? 'json' : 'multipart',
    replies: new Map(replies),
  };
};

const readOperations = (): ReadonlyMap<string, ContractOperation> => {
  const byId = new Map<string, ContractOperation>();
  for (const [path, item] of Object.entries(contractDocument.paths)) {
    // Beside the methods a path lists the parameters its operations share.
    const shared = (item.parameters ?? []) as unknown as ContractParameter[];
    for (const [method, operation] of Object.entries(item))
      if (operation.operationId !== undefined)
        byId.set(operation.operationId, readOperation(path, method, operation, shared));
  }
  return byId;
};

/** The contract's operations by id. */
export const contractOperations = readOperations();
