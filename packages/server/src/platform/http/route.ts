import multipart from '@fastify/multipart';
import {
  type BodyOf,
  errorCatalogue,
  type Operation,
  type ParamsOf,
  ProblemModel,
  type QueryOf,
  type ReplyOf,
  type RoleName,
  serializerSchema,
} from '@leeway/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions as ServedRoute } from 'fastify';
import type { TSchema } from 'typebox';
import type { Author } from '../author.ts';
import { refuseNulIn, toleranceOfLists } from './tolerance.ts';

/** Who calls: the tenant of the token, and the API client or user it was issued to. */
export interface Caller {
  readonly tenantId: string;
  /** Who the audit log names for what the caller changes. */
  readonly author: Author;
  /** Of the token, or of the user's role. */
  readonly scopes: ReadonlySet<string>;
  /** Of a user; null: an API client. */
  readonly role: RoleName | null;
}

/** What a guard lets in to. */
export type Guarded = Pick<Operation, 'id' | 'scopes' | 'portal'>;

/** Finds the caller of a request and refuses one who may not call the operation; throws ApiProblem. */
export type Guard<Who extends Caller = Caller> = (
  request: FastifyRequest,
  operation: Guarded,
) => Who | Promise<Who>;

export interface Call<O, Who extends Caller = Caller> {
  readonly caller: Who;
  readonly tenantId: string;
  readonly author: Author;
  readonly params: ParamsOf<O>;
  readonly query: QueryOf<O>;
  readonly body: BodyOf<O>;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  /** For an answer that goes on: whether who asked may still; throws ApiProblem once the token has expired or is revoked. */
  readonly admitAgain: () => Who | Promise<Who>;
}

export interface RouteOptions {
  /** Turns a body as earlier clients send it into the contract's, before validation; anything may come in. */
  readonly tolerate?: (body: unknown) => unknown;
}

/**
 * Binds operations of the contract to handlers. A handler answers the body of success, undefined where there is none, or
 * the reply itself when it has begun to send a stream.
 */
export type Route<Who extends Caller = Caller> = <
  P extends TSchema,
  Q extends TSchema,
  B extends TSchema,
  R extends TSchema,
>(
  operation: Operation<P, Q, B, R>,
  handler: (
    call: Call<Operation<P, Q, B, R>, Who>,
  ) =>
    | Promise<ReplyOf<Operation<P, Q, B, R>> | FastifyReply | undefined>
    | ReplyOf<Operation<P, Q, B, R>>
    | FastifyReply
    | undefined,
  options?: RouteOptions,
) => void;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The contract's operation this route serves. */
    operation?: Operation;
  }
}

const errorStatuses = [...new Set(Object.values(errorCatalogue).map((entry) => entry.status))];
const problemSchema = serializerSchema(ProblemModel);
const errorReplies = Object.fromEntries(
  errorStatuses.map((status) => [status, { description: String(status), ...problemSchema }]),
);

const callerKey = Symbol('caller');
type Called<Who extends Caller> = FastifyRequest & { [callerKey]?: Who };

export const createRoute =
  <Who extends Caller>(app: FastifyInstance, guard: Guard<Who>): Route<Who> =>
  (operation, handler, options = {}) => {
    const { status, reply: success, binary } = operation.success;
    const { tolerate } = options;
    const tolerateLists = toleranceOfLists(operation.body ?? {});
    const served: ServedRoute = {
      method: operation.method,
      url: operation.path.replaceAll(/\{(\w+)\}/g, ':$1'),
      schema: {
        params: operation.params,
        querystring: operation.query,
        ...(operation.body && operation.bodyType === 'json' ? { body: operation.body } : {}),
        response: {
          [status]:
            success && !binary
              ? serializerSchema(success)
              : { type: binary ? 'string' : 'null', description: 'No Content' },
          ...errorReplies,
        },
      },
      config: { operation },
      // Before validation: who may not call learns nothing about what is valid.
      onRequest: (request: Called<Who>, _reply, done) => {
        const admit = (caller: Who) => {
          request[callerKey] = caller;
          done();
        };
        const caller = guard(request, operation);
        // A remembered token waits for nothing.
        if (caller instanceof Promise) caller.then(admit, done);
        else admit(caller);
      },
      preValidation: (request, _reply, done) => {
        refuseNulIn(request.query);
        if (operation.body) {
          request.body = tolerateLists(tolerate ? tolerate(request.body) : request.body);
          refuseNulIn(request.body);
        }
        done();
      },
      handler: async (request: Called<Who>, reply) => {
        const caller = request[callerKey];
        if (!caller) throw new Error('a route ran without its guard');
        // Before the handler, which may answer another success (206 for a part of a file).
        reply.code(status);
        const body = await handler({
          caller,
          tenantId: caller.tenantId,
          author: caller.author,
          params: request.params as never,
          query: request.query as never,
          body: request.body as never,
          request,
          reply,
          admitAgain: () => guard(request, operation),
        });
        // What is streamed is not sent yet.
        if (reply.sent || body === reply) return reply;
        if (status === 204) return null;
        // 201 and 202 can say all in their head.
        return success === null && !binary ? reply.send() : body;
      },
    };
    if (operation.bodyType === 'json') app.route(served);
    // Forms are read only where an operation takes one; everywhere else they stay an unsupported media type.
    else {
      app.register(async (scope) => {
        await scope.register(multipart);
        scope.route(served);
      });
    }
  };
