import {
  roleScopes,
  roles,
  SecondFactorChallengeModel,
  SecondFactorSignInRequest,
  SessionModel,
  SignInRequest,
} from '@leeway/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiProblem } from '../../platform/http/problem.ts';
import { createCodeTurns } from './code-turns.ts';
import { consoleOptions } from './console-options.ts';
import { type OpaqueToken, readOpaqueToken } from './opaque-token.ts';
import { registerOwn } from './own-routes.ts';
import { registerPasswords } from './password-routes.ts';
import { createPasswordTurns } from './password-turns.ts';
import { roleId } from './role-ids.ts';
import { registerSecondFactor } from './second-factor-routes.ts';
import { clearCookie, cookieToken, setCookie } from './session-cookie.ts';
import { mustEnrol, secondFactorRequired, sessionOf } from './sessions.ts';
import { deleteSession, type SessionRow } from './sessions-store.ts';
import { createSignIn, type SignedIn } from './sign-in.ts';
import { signInByCode } from './sign-in-by-code.ts';
import type { IdentityContext } from './tenants.ts';
import type { ForgetUser } from './user-routes.ts';

/** Where people sign in to the console and out of it. Without a guard: who comes here has no session yet, or ends it. */

const sessionPath = '/console/session';

const shown = (session: SessionRow): SessionModel => {
  const { tenantId, userId, username, firstName, lastName, email, role, method } = session;
  return {
    user: { id: userId, username, firstName, lastName, email },
    tenant: { id: tenantId, slug: session.slug, name: session.tenantName, timeZone: session.timeZone },
    role: { id: roleId(tenantId, role), name: role },
    permissions: [...(roles.find(({ name }) => name === role)?.permissions ?? [])],
    scopes: [...roleScopes(role)],
    expiresAt: session.expiresAt.toISOString(),
    method,
    secondFactor: {
      enabled: session.secondFactorAt !== null,
      enabledAt: session.secondFactorAt?.toISOString() ?? null,
      recoveryCodesLeft: session.recoveryCodesLeft,
      enforced: session.enforceMfa,
    },
    mustEnrol: mustEnrol(session),
  };
};

const notSignedIn = () => new ApiProblem('unauthenticated', 'Nobody is signed in, or the session has ended.');

/** The token of a request: in the Authorization header, else in the cookie. */
const tokenOf = (request: FastifyRequest): OpaqueToken | null => {
  const { authorization } = request.headers;
  const text =
    authorization === undefined ? cookieToken(request) : /^bearer +(\S+)$/i.exec(authorization)?.[1];
  return text ? readOpaqueToken(text) : null;
};

/** Who is signed in, with or without a second factor that has still to be set up. */
const sessionFinder = (context: IdentityContext) => {
  const anySession = async (request: FastifyRequest): Promise<SessionRow> => {
    const token = tokenOf(request);
    const session = token && (await sessionOf(context, token));
    if (!session) throw notSignedIn();
    return session;
  };
  const fullSessionOf = async (request: FastifyRequest): Promise<SessionRow> => {
    const session = await anySession(request);
    if (mustEnrol(session)) throw secondFactorRequired();
    return session;
  };
  return { sessionOf: anySession, fullSessionOf };
};

const registerSignIn = (
  { app, database, clock, publicUrl }: IdentityContext,
  inTurn: ReturnType<typeof createPasswordTurns>,
  codes: ReturnType<typeof createCodeTurns>,
): void => {
  const signIn = createSignIn({ database, clock }, inTurn);

  const answer = (reply: FastifyReply, { token, session }: SignedIn, as: SignInRequest['as']) => {
    reply.code(201);
    if (as === 'token') return reply.send({ ...shown(session), token });
    return reply.header('set-cookie', setCookie(publicUrl, token)).send(shown(session));
  };

  app.post(
    sessionPath,
    consoleOptions('Signs a user in, or asks for the code of the second factor.', SignInRequest, {
      201: SessionModel,
      202: SecondFactorChallengeModel,
    }),
    async (request, reply) => {
      const asked = request.body as SignInRequest;
      const found = await signIn(asked, request.ip);
      if (!('challenge' in found)) return answer(reply, found, asked.as);
      const { token, expiresAt } = found.challenge;
      return reply.code(202).send({ secondFactor: { token, expiresAt: expiresAt.toISOString() } });
    },
  );

  app.post(
    `${sessionPath}/second-factor`,
    consoleOptions('Signs in with the code of the second factor.', SecondFactorSignInRequest, {
      201: SessionModel,
    }),
    async (request, reply) => {
      const asked = request.body as SecondFactorSignInRequest;
      const found = await codes(request.ip, () => signInByCode({ database, clock }, asked, request.ip));
      return answer(reply, found, asked.as);
    },
  );
};

export const registerSessions = (context: IdentityContext, forgetUser: ForgetUser): void => {
  const { app, database, clock, publicUrl } = context;
  const inTurn = createPasswordTurns(clock);
  const codes = createCodeTurns(clock);
  const sessions = sessionFinder(context);
  registerSignIn(context, inTurn, codes);
  registerPasswords(context, { inTurn, forgetUser, ...sessions });
  registerSecondFactor(context, { inTurn, codes, forgetUser, ...sessions });
  registerOwn(context, { forgetUser, ...sessions });

  app.get(
    sessionPath,
    consoleOptions('Tells who is signed in, and what they may do.', null, { 200: SessionModel }),
    async (request) => shown(await sessions.sessionOf(request)),
  );

  app.delete(sessionPath, consoleOptions('Signs out.', null, { 204: null }), async (request, reply) => {
    const token = tokenOf(request);
    const userId = token && (await deleteSession(database, token));
    if (token && userId) forgetUser(token.tenantId, userId);
    return reply.code(204).header('set-cookie', clearCookie(publicUrl)).send(null);
  });
};
