import { ApiProblem } from '../../platform/http/problem.ts';
import type { RoomContext } from '../../platform/room.ts';
import { createFailureLimiter } from '../identity/index.ts';
import { usePasswordLink } from './password-links.ts';

const passwordSchema = {
  tags: ['portal'],
  summary: 'Sets the password of a contact with the token of the link it was mailed.',
  body: {
    type: 'object',
    properties: { token: { type: 'string', maxLength: 200 }, password: { type: 'string' } },
    required: ['token', 'password'],
  },
  response: { 204: { type: 'null', description: 'The password is set' } },
} as const;

interface Choice {
  readonly token: string;
  readonly password: string;
}

/** What a contact does before it can sign in: it has no token, but a link. */
export const registerPortalRoutes = (context: RoomContext): void => {
  const limiter = createFailureLimiter(context.clock);

  context.app.post<{ Body: Choice }>(
    '/portal/credentials/password',
    { schema: passwordSchema, bodyLimit: 8_192 },
    async (request, reply) => {
      const waitSeconds = limiter.waitSeconds(request.ip);
      if (waitSeconds > 0) {
        throw new ApiProblem('tooManyRequests', 'Too many links from this address were not valid.', {
          retryAfterSeconds: waitSeconds,
        });
      }
      try {
        await usePasswordLink(context, request.body);
      } catch (error) {
        limiter.count(request.ip);
        throw error;
      }
      reply.header('cache-control', 'no-store').code(204);
      return null;
    },
  );
};
