import { ProblemModel, serializerSchema } from '@leeway/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { TSchema } from 'typebox';
import { refuseNulIn } from '../../platform/http/tolerance.ts';

/** What the console's own URLs have in common: bodies are validated, answers are kept nowhere. */

const problem = { description: 'A problem, see docs/reference/errors.md', ...serializerSchema(ProblemModel) };
const refusals = [401, 403, 409, 422, 429];

const replyOf = (success: TSchema | null) =>
  success ? { description: 'OK', ...serializerSchema(success) } : { type: 'null', description: 'No Content' };

/** @param successes the body of each status of success; null: none */
export const consoleOptions = (
  summary: string,
  body: TSchema | null,
  successes: Readonly<Record<number, TSchema | null>>,
) => ({
  schema: {
    tags: ['console'],
    summary,
    ...(body ? { body } : {}),
    response: Object.fromEntries([
      ...Object.entries(successes).map(([status, success]) => [status, replyOf(success)]),
      ...refusals.map((refusal) => [refusal, problem]),
    ]),
  },
  onRequest: async (_request: FastifyRequest, reply: FastifyReply) => {
    reply.header('cache-control', 'no-store');
  },
  preValidation: async ({ body: sent }: FastifyRequest) => refuseNulIn(sent),
});
