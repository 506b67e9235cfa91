import {
  AcceptInvitationRequest,
  ChangePasswordRequest,
  ProblemModel,
  roleScopes,
  roles,
  SessionModel,
  SignInRequest,
  serializerSchema,
} from '@leeway/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { TSchema } from 'typebox';
import { ApiProblem } from '../../platform/http/problem.ts';
import { refuseNulIn } from '../../platform/http/tolerance.ts';
import { acceptInvitation, changePassword } from './choose-password.ts';
import { type OpaqueToken, readOpaqueToken } from './opaque-token.ts';
import { createPasswordTurns } from './password-turns.ts';
import { roleId } from './role-ids.ts';
import { clearCookie, cookieToken, setCookie } from './session-cookie.ts';
import { deleteSession, type SessionRow } from './sessions-store.ts';
import { createSignIn, sessionOf } from './sign-in.ts';
import type { IdentityContext } from './tenants.ts';
import type { ForgetUser } from './user-routes.ts';

/** Where people sign in to the console and out of it. Without a guard: who comes here has no session yet, or ends it. */

const sessionPath = '/console/session';

const shown = (session: SessionRow): SessionModel => {
  const { tenantId, userId, username, firstName, lastName, email, role } = session;
  return {
    user: { id: userId, username, firstName, lastName, email },
    tenant: { id: tenantId, slug: session.slug, name: session.tenantName, timeZone: session.timeZone },
    role: { id: roleId(tenantId, role), name: role },
    permissions: [...(roles.find(({ name }) => name === role)?.permissions ?? [])],
    scopes: [...roleScopes(role)],
    expiresAt: session.expiresAt.toISOString(),
  };
};

const problem = { description: 'A problem, see docs/reference/errors.md', ...serializerSchema(ProblemModel) };

const optionsOf = (summary: string, body: TSchema | null, status: 200 | 201 | 204, success?: TSchema) => ({
  schema: {
    tags: ['console'],
    summary,
    ...(body ? { body } : {}),
    response: {
      [status]: success
        ? { description: 'OK', ...serializerSchema(success) }
        : { type: 'null', description: 'No Content' },
      ...Object.fromEntries([401, 403, 422, 429].map((refusal) => [refusal, problem])),
    },
  },
  onRequest: async (_request: FastifyRequest, reply: FastifyReply) => {
    reply.header('cache-control', 'no-store');
  },
  preValidation: async ({ body: sent }: FastifyRequest) => refuseNulIn(sent),
});

const notSignedIn = () => new ApiProblem('unauthenticated', 'Nobody is signed in, or the session has ended.');

/** The token of a request: in the Authorization header, else in the cookie. */
const tokenOf = (request: FastifyRequest): OpaqueToken | null => {
  const { authorization } = request.headers;
  const text =
    authorization === undefined ? cookieToken(request) : /^bearer +(\S+)$/i.exec(authorization)?.[1];
  return text ? readOpaqueToken(text) : null;
};

export const registerSessions = (context: IdentityContext, forgetUser: ForgetUser): void => {
  const { app, database, clock, publicUrl } = context;
  const inTurn = createPasswordTurns(clock);
  const signIn = createSignIn({ database, clock }, inTurn);

  const mustBeSignedIn = async (request: FastifyRequest): Promise<SessionRow> => {
    const token = tokenOf(request);
    const session = token && (await sessionOf({ database, clock }, token));
    if (!session) throw notSignedIn();
    return session;
  };

  app.post(
    sessionPath,
    optionsOf('Signs a user in.', SignInRequest, 201, SessionModel),
    async (request, reply) => {
      const asked = request.body as SignInRequest;
      const { token, session } = await signIn(asked, request.ip);
      reply.code(201);
      if (asked.as === 'token') return { ...shown(session), token };
      reply.header('set-cookie', setCookie(publicUrl, token));
      return shown(session);
    },
  );

  app.get(
    sessionPath,
    optionsOf('Tells who is signed in, and what they may do.', null, 200, SessionModel),
    async (request) => shown(await mustBeSignedIn(request)),
  );

  app.delete(sessionPath, optionsOf('Signs out.', null, 204), async (request, reply) => {
    const token = tokenOf(request);
    const userId = token && (await deleteSession(database, token));
    if (token && userId) forgetUser(token.tenantId, userId);
    return reply.code(204).header('set-cookie', clearCookie(publicUrl)).send(null);
  });

  app.put(
    '/console/password',
    optionsOf(
      "Changes the signed-in user's password and ends the other sessions.",
      ChangePasswordRequest,
      204,
    ),
    async (request, reply) => {
      const session = await mustBeSignedIn(request);
      const asked = request.body as ChangePasswordRequest;
      const attempt = { name: session.userId, address: request.ip };
      const isChanged = await inTurn(attempt, () => changePassword({ database, clock }, session, asked));
      if (!isChanged) throw new ApiProblem('signInRejected', 'The current password is wrong.');
      forgetUser(session.tenantId, session.userId);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/console/invitation/accept',
    optionsOf('Accepts an invitation: chooses the password.', AcceptInvitationRequest, 204),
    async (request, reply) => {
      await acceptInvitation({ database, clock }, request.body as AcceptInvitationRequest);
      return reply.code(204).send(null);
    },
  );
};
