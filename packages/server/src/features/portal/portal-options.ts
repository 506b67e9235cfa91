import { ProblemModel, serializerSchema } from '@leeway/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { TSchema } from 'typebox';
import { refuseNulIn } from '../../platform/http/tolerance.ts';

/** What the portal's URLs without a session have in common: bodies are validated, answers are kept nowhere. */

const problem = { description: 'A problem, see docs/reference/errors.md', ...serializerSchema(ProblemModel) };
const refusals = [401, 404, 422, 429];

const replyOf = (success: TSchema | null) =>
  success ? { description: 'OK', ...serializerSchema(success) } : { type: 'null', description: 'No Content' };

export const portalOptions = (
  summary: string,
  body: TSchema | null,
  success: { readonly status: 200 | 201 | 204; readonly reply: TSchema | null },
) => ({
  schema: {
    tags: ['portal'],
    summary,
    ...(body ? { body } : {}),
    response: Object.fromEntries([
      [success.status, replyOf(success.reply)],
      ...refusals.map((refusal) => [refusal, problem]),
    ]),
  },
  bodyLimit: 8_192,
  onRequest: async (_request: FastifyRequest, reply: FastifyReply) => {
    reply.header('cache-control', 'no-store');
  },
  preValidation: async ({ body: sent }: FastifyRequest) => refuseNulIn(sent),
});
