import { STATUS_CODES } from 'node:http';
import {
  apiVersion,
  errorCatalogue,
  models,
  type Operation,
  operations,
  type PortalAccess,
  ProblemModel,
  portalAccesses,
  type Scope,
  scopes,
} from '@leeway/contract';
import { openapiWebhooks } from './openapi-webhooks.ts';

/**
 * The served OpenAPI 3.1 document, made from the operations that are bound to a handler. The wire schemas are plain
 * JSON Schema 2020-12, which is what OpenAPI 3.1 holds, so they are taken as they are; those with a name of their own
 * become components.
 */

type Json = { readonly [key: string]: unknown };

export interface OpenapiInfo {
  readonly title: string;
  readonly description: string;
  /** `http://host:port` that callers use; no slash at the end. */
  readonly publicUrl: string;
  /** Path of the token endpoint. */
  readonly tokenPath: string;
}

/** A route as it was registered. */
export interface DocumentedRoute {
  readonly method: string;
  readonly url: string;
  readonly operation?: Operation;
  readonly schema?: Json;
}

const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const nameByModel = new Map<unknown, string>();
const nameByText = new Map<string, string>();
for (const [name, model] of Object.entries(models)) {
  nameByModel.set(model, name);
  const text = JSON.stringify(model);
  // Of two models that look alike, the one that is meant can only be told by identity.
  nameByText.set(text, nameByText.has(text) ? '' : name);
}

const namesIn = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(referring);
  if (!isJson(schema)) return schema;
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, referring(value)]));
};

/** The same schema with a reference in place of each model. */
const referring = (schema: unknown): unknown => {
  if (!isJson(schema)) return namesIn(schema);
  const name = nameByModel.get(schema) ?? nameByText.get(JSON.stringify(schema));
  return name ? { $ref: `#/components/schemas/${name}` } : namesIn(schema);
};

const parametersOf = (place: 'path' | 'query', schema: Json): Json[] => {
  const required = (schema.required ?? []) as readonly string[];
  return Object.entries((schema.properties ?? {}) as Json).map(([name, member]) => ({
    name,
    in: place,
    required: required.includes(name),
    schema: referring(member),
  }));
};

const responseName = (status: number) =>
  (STATUS_CODES[status] ?? String(status)).replaceAll(/[^A-Za-z]/g, '');
const replyHeaders = {
  'n-trace-id': { $ref: '#/components/headers/TraceId' },
  'N-ApiVersion': { $ref: '#/components/headers/ApiVersion' },
};
const errorStatuses = [...new Set(Object.values(errorCatalogue).map(({ status }) => status))].sort();

const errorResponse = (status: number): Json => ({
  description: STATUS_CODES[status] ?? String(status),
  headers:
    status === 429 || status === 503
      ? { ...replyHeaders, 'Retry-After': { schema: { type: 'integer', minimum: 1 } } }
      : replyHeaders,
  content: { 'application/problem+json': { schema: referring(ProblemModel) } },
});

const successOf = ({ success }: Operation): Json => {
  const binary = { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } };
  const json = { 'application/json': { schema: referring(success.reply) } };
  return {
    description: STATUS_CODES[success.status] ?? 'OK',
    headers: replyHeaders,
    ...(success.binary ? { content: binary } : success.reply ? { content: json } : {}),
  };
};

const bodyOf = ({ body, bodyType }: Operation): Json => {
  if (!body) return {};
  const mediaType = bodyType === 'multipart' ? 'multipart/form-data' : 'application/json';
  return { requestBody: { required: true, content: { [mediaType]: { schema: referring(body) } } } };
};

/** Three spellings of the same, all of them in use. */
const versionParameters = [
  { key: 'ApiVersion', name: 'N-ApiVersion', in: 'header' },
  { key: 'ApiVersionAlias', name: 'N-Api-Version', in: 'header' },
  { key: 'ApiVersionQuery', name: 'n-api-version', in: 'query' },
] as const;

const portalNote = (access: PortalAccess) =>
  `Needs a session of the portal. Open to: ${portalAccesses[access].toLowerCase()}.`;

const scopeNote = (needed: readonly Scope[]): string => {
  const list = needed.map((scope) => `\`${scope}\``).join(' or ');
  return needed.length === 0 ? 'Needs a token.' : `Needs the scope ${list}.`;
};

/** Each entry is a way to be let in: one scope is enough, or a token that was got elsewhere. */
const securityOf = ({ portal, scopes: needed }: Operation): Json[] => {
  if (portal !== null) return [{ portalSession: [] }, { bearer: [] }];
  const ways = needed.length === 0 ? [[]] : needed.map((scope) => [scope]);
  return [...ways.map((way) => ({ clientCredentials: way })), { bearer: [] }];
};

const describe = (operation: Operation): Json => ({
  operationId: operation.id,
  tags: [operation.tag],
  summary: operation.summary,
  description: operation.portal === null ? scopeNote(operation.scopes) : portalNote(operation.portal),
  security: securityOf(operation),
  'x-scopes': operation.scopes,
  parameters: [
    ...parametersOf('path', operation.params as Json),
    ...parametersOf('query', operation.query as Json),
    { $ref: '#/components/parameters/TenantId' },
    ...versionParameters.map(({ key }) => ({ $ref: `#/components/parameters/${key}` })),
  ],
  ...bodyOf(operation),
  responses: {
    [operation.success.status]: successOf(operation),
    ...Object.fromEntries(
      errorStatuses.map((status) => [status, { $ref: `#/components/responses/${responseName(status)}` }]),
    ),
  },
});

/** A route that speaks another protocol than the contract (tokens), as its own schema describes it. */
const describeOther = ({ url, schema }: DocumentedRoute): Json => {
  const { tags, summary, consumes = ['application/json'], body, response = {} } = schema ?? {};
  const content = Object.fromEntries((consumes as readonly string[]).map((type) => [type, { schema: body }]));
  const replies = Object.entries(response as Record<string, Json>).map(
    ([status, { description, ...reply }]) => [
      status,
      { description: description ?? '', content: { 'application/json': { schema: reply } } },
    ],
  );
  return {
    tags,
    summary,
    security: [],
    parameters: [...url.matchAll(/:(\w+)/g)].map(([, name]) => ({
      name,
      in: 'path',
      required: true,
      schema: { type: 'string' },
    })),
    ...(body === undefined ? {} : { requestBody: { required: true, content } }),
    responses: Object.fromEntries(replies),
  };
};

/** As the portal's room names it. */
const portalCookie = 'leeway_portal';

const components = (info: OpenapiInfo): Json => ({
  securitySchemes: {
    clientCredentials: {
      type: 'oauth2',
      flows: {
        clientCredentials: {
          tokenUrl: `${info.publicUrl}${info.tokenPath}`,
          scopes: Object.fromEntries(scopes.map((scope) => [scope, scope.replace(':', ', ')])),
        },
      },
    },
    bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
    portalSession: { type: 'apiKey', in: 'cookie', name: portalCookie },
  },
  parameters: {
    TenantId: {
      name: 'N-TenantId',
      in: 'header',
      required: false,
      description: 'The tenant of the token; another one is refused.',
      schema: { type: 'string', pattern: '^t_[A-Za-z0-9_-]{22}$' },
    },
    ...Object.fromEntries(
      versionParameters.map(({ key, ...parameter }) => [
        key,
        {
          ...parameter,
          required: false,
          description: `The version asked for. There is one, ${apiVersion}, which answers whatever is asked for.`,
          schema: { type: 'string' },
        },
      ]),
    ),
  },
  headers: {
    TraceId: { description: 'Names this request in the log.', schema: { type: 'string', format: 'uuid' } },
    ApiVersion: { description: 'The version that answered.', schema: { type: 'string' } },
  },
  responses: Object.fromEntries(errorStatuses.map((status) => [responseName(status), errorResponse(status)])),
});

/** Every model that the document refers to, and those that these refer to. */
const schemasUsedBy = (document: Json): Json => {
  const used = new Map<string, unknown>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    if (!isJson(value)) return;
    const name =
      typeof value.$ref === 'string' ? value.$ref.match(/^#\/components\/schemas\/(.+)$/)?.[1] : '';
    if (name && !used.has(name)) {
      const schema = namesIn((models as Json)[name]);
      used.set(name, schema);
      visit(schema);
    }
    Object.values(value).forEach(visit);
  };
  visit(document);
  return Object.fromEntries([...used].sort(([a], [b]) => (a < b ? -1 : 1)));
};

const pathOf = ({ url, operation }: DocumentedRoute) => operation?.path ?? url.replaceAll(/:(\w+)/g, '{$1}');

/** `apiClients` as people read it: API clients. */
const displayName = (tag: string): string => {
  const words = tag.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replace(/^api\b/, 'API');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** The document of these routes, in their order. Routes without an operation or a tag are left out. */
export const openapiDocument = (routes: readonly DocumentedRoute[], info: OpenapiInfo): Json => {
  const shown = routes.filter(({ operation, schema }) => operation || schema?.tags);
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of shown) {
    const path = pathOf(route);
    const described = route.operation ? describe(route.operation) : describeOther(route);
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: described };
  }
  const tags = new Set(
    Object.values(paths).flatMap((path) => Object.values(path).flatMap(({ tags }) => tags)),
  );
  const subjects = new Set(Object.values(operations).map(({ tag }) => tag));
  const inOrder = new Set([...subjects, ...tags, 'webhookEvents']);
  const shared = components(info);
  const webhooks = openapiWebhooks(referring);
  return {
    openapi: '3.1.0',
    info: { title: info.title, version: apiVersion, description: info.description },
    servers: [{ url: info.publicUrl }],
    tags: [...inOrder]
      .filter((name) => tags.has(name) || name === 'webhookEvents')
      .map((name) => ({ name, 'x-displayName': displayName(String(name)) })),
    paths,
    webhooks,
    components: { ...shared, schemas: schemasUsedBy({ paths, webhooks, responses: shared.responses }) },
  };
};
