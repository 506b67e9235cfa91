import { randomUUID } from 'node:crypto';
import { apiVersion, bodyBytesMax, type ErrorCode } from '@leeway/contract';
import type { ErrorObject } from 'ajv';
import Fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import type { Logger } from 'pino';
import { isTenantGone, isUnavailable, isUnstorable } from '../database.ts';
import { serializeLate, validateLate } from './compile-late.ts';
import { ApiProblem } from './problem.ts';
import { fieldFault, parseJson, validatorCompiler } from './validation.ts';

/** A Fastify instance with the manners every answer shares: trace id, version, one error shape, exact integers. */
export const createHttpServer = (log: Logger): FastifyInstance => {
  const app = Fastify({
    loggerInstance: log,
    // One line per request costs about a quarter of the throughput; metrics count requests, errors are logged below.
    logController: new LogController({ disableRequestLogging: true }),
    // What is logged names its trace id itself; a logger for each request costs more than its id.
    childLoggerFactory: (logger) => logger,
    genReqId: () => randomUUID(),
    bodyLimit: bodyBytesMax,
    // A proxy on this machine tells who really calls; anybody else's word for it is not taken.
    trustProxy: 'loopback',
    forceCloseConnections: 'idle',
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200 },
    // A path that cannot be decoded comes to no hook and no handler of errors.
    frameworkErrors: (_error, request, reply) => {
      mark(request, reply);
      answer(nothingThere(request), request, reply);
    },
  }) as unknown as FastifyInstance;
  app.setValidatorCompiler(validateLate(validatorCompiler) as never);
  app.setSerializerCompiler(serializeLate as never);
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, text, done) => {
    try {
      // Many clients announce JSON always; what takes no body needs none.
      const takesBody = request.routeOptions.config.operation?.body != null;
      done(null, text === '' && !takesBody ? undefined : parseJson(text as string));
    } catch {
      done(new ApiProblem('malformedBody', 'The body is not valid JSON.'));
    }
  });
  app.addHook('onRequest', (request, reply, done) => {
    mark(request, reply);
    done();
  });
  releaseConnections(app);
  app.setErrorHandler((error: FastifyError | ApiProblem, request, reply) =>
    answer(toProblem(error), request, reply),
  );
  app.setNotFoundHandler((request, reply) => answer(nothingThere(request), request, reply));
  return app;
};

/** What every answer carries. Whatever version was asked for: there is one, and it answers. */
const mark = (request: FastifyRequest, reply: FastifyReply): void => {
  reply.header('n-trace-id', request.id).header('N-ApiVersion', apiVersion);
};

const nothingThere = ({ method, url }: FastifyRequest) =>
  new ApiProblem('notFound', `Nothing answers ${method} ${url.split('?')[0]}.`);

/** A connection whose request ends after the close has begun would hold the close up until its keep-alive runs out. */
const releaseConnections = (app: FastifyInstance): void => {
  let sweep: NodeJS.Timeout | undefined;
  app.addHook('preClose', async () => {
    sweep = setInterval(() => app.server.closeIdleConnections(), 20);
  });
  app.addHook('onClose', async () => clearInterval(sweep));
};

const parts: Record<string, string> = {
  body: 'body',
  params: 'path',
  querystring: 'query',
  headers: 'header',
};

const ofFastify: Record<string, ErrorCode> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupportedMediaType',
  FST_ERR_CTP_BODY_TOO_LARGE: 'bodyTooLarge',
  FST_REQ_FILE_TOO_LARGE: 'bodyTooLarge',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformedBody',
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformedBody',
};

const toProblem = (error: FastifyError | ApiProblem): ApiProblem => {
  if (error instanceof ApiProblem) return error;
  if (error.validation) {
    const faults = error.validation.map((fault) => fieldFault(fault as unknown as ErrorObject));
    const where = parts[error.validationContext ?? 'body'] ?? 'body';
    const [first] = faults;
    const name = first?.propertyName === '' ? where : first?.propertyName;
    const fields = faults.map((fault) => ({ ...fault, propertyName: fault.propertyName || where }));
    return new ApiProblem('validationFailed', `${name} (${where}): ${first?.message}.`, { fields });
  }
  const code = ofFastify[error.code];
  if (code) return new ApiProblem(code, error.message);
  if (error.statusCode && error.statusCode >= 400 && error.statusCode < 500) {
    return new ApiProblem('malformedBody', error.message);
  }
  if (isUnavailable(error)) {
    return new ApiProblem('databaseUnavailable', 'The database does not answer.', {
      retryAfterSeconds: 1,
      cause: error,
    });
  }
  if (isUnstorable(error)) {
    return new ApiProblem(
      'validationFailed',
      'A text of the request holds a character that cannot be stored.',
    );
  }
  if (isTenantGone(error)) return new ApiProblem('unauthenticated', 'The tenant no longer exists.');
  return new ApiProblem('internal', 'The request failed.', { cause: error });
};

const answer = (problem: ApiProblem, request: FastifyRequest, reply: FastifyReply) => {
  if (problem.status >= 500 && problem.code !== 'overloaded') {
    request.log.error({ traceId: request.id, err: problem.extra.cause ?? problem }, problem.message);
  }
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
  const wait = problem.extra.retryAfterSeconds;
  if (wait !== undefined) reply.header('retry-after', String(wait));
  if (wait !== undefined && problem.status === 429) reply.header('ratelimit', `"attempts";r=0;t=${wait}`);
  const path = request.url.split('?')[0] ?? '/';
  return reply.code(problem.status).type('application/problem+json').send(problem.body(path));
};
