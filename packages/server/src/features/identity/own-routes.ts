import { ListOfOwnSessionModel, UpdateOwnNameRequest } from '@leeway/contract';
import type { FastifyRequest } from 'fastify';
import { notFound } from '../../platform/http/problem.ts';
import { userAuthor } from './choose-password.ts';
import { consoleOptions } from './console-options.ts';
import { ownSessions } from './sessions.ts';
import { deleteSessionOf, deleteSessionsOf, type OwnSessionRow, type SessionRow } from './sessions-store.ts';
import type { IdentityContext } from './tenants.ts';
import type { ForgetUser } from './user-routes.ts';
import { renameUser } from './users.ts';

/** What who is signed in may do to their own account, whatever their role: the name, and the other sessions. */

interface OwnOptions {
  readonly forgetUser: ForgetUser;
  /** Throws ApiProblem `unauthenticated`, `secondFactorRequired`. */
  readonly fullSessionOf: (request: FastifyRequest) => Promise<SessionRow>;
}

const path = '/console/sessions';

export const registerOwn = (context: IdentityContext, { forgetUser, fullSessionOf }: OwnOptions): void => {
  const { app, database, clock } = context;

  app.put(
    '/console/name',
    consoleOptions("Changes the signed-in user's own name.", UpdateOwnNameRequest, { 204: null }),
    async (request, reply) => {
      const session = await fullSessionOf(request);
      const parts = { database, clock, author: userAuthor(session) };
      const { tenantId, userId } = session;
      await renameUser(parts, tenantId, userId, request.body as UpdateOwnNameRequest);
      return reply.code(204).send(null);
    },
  );

  app.get(
    path,
    consoleOptions("Lists the signed-in user's own sessions.", null, { 200: ListOfOwnSessionModel }),
    async (request) => {
      const session = await fullSessionOf(request);
      const shown = ({ sessionId, address, method, ...times }: OwnSessionRow) => ({
        ...{ id: sessionId, address, method, isThis: sessionId === session.sessionId },
        createdAt: times.createdAt.toISOString(),
        lastUsedAt: times.lastUsedAt.toISOString(),
        expiresAt: times.expiresAt.toISOString(),
      });
      return { items: (await ownSessions({ database, clock }, session)).map(shown) };
    },
  );

  app.delete(
    path,
    consoleOptions("Ends the signed-in user's other sessions.", null, { 204: null }),
    async (request, reply) => {
      const session = await fullSessionOf(request);
      await deleteSessionsOf(database, session, session.sessionId);
      forgetUser(session.tenantId, session.userId);
      return reply.code(204).send(null);
    },
  );

  app.delete(
    `${path}/:sessionId`,
    consoleOptions("Ends one of the signed-in user's own sessions.", null, { 204: null }),
    async (request, reply) => {
      const session = await fullSessionOf(request);
      const { sessionId } = request.params as { sessionId: string };
      const isDeleted = await deleteSessionOf(database, session, sessionId);
      if (!isDeleted) throw notFound('session', sessionId);
      forgetUser(session.tenantId, session.userId);
      return reply.code(204).send(null);
    },
  );
};
