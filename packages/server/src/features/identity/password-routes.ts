import {
  AcceptInvitationRequest,
  ChangePasswordRequest,
  ForgottenPasswordRequest,
  ResetPasswordRequest,
} from '@leeway/contract';
import type { FastifyRequest } from 'fastify';
import { ApiProblem } from '../../platform/http/problem.ts';
import { createTurns } from '../../platform/turns.ts';
import { acceptInvitation, changePassword } from './choose-password.ts';
import { consoleOptions } from './console-options.ts';
import { createFailureLimiter } from './failure-limiter.ts';
import type { PasswordTurns } from './password-turns.ts';
import { resetPassword, sendResetLinks } from './reset-password.ts';
import type { SessionRow } from './sessions-store.ts';
import type { IdentityContext } from './tenants.ts';
import type { ForgetUser } from './user-routes.ts';

/** How a console user comes to a password, changes it, and comes to another one when it is forgotten. */

interface PasswordOptions {
  readonly inTurn: PasswordTurns;
  readonly forgetUser: ForgetUser;
  /** Throws ApiProblem `unauthenticated`, `secondFactorRequired`. */
  readonly fullSessionOf: (request: FastifyRequest) => Promise<SessionRow>;
}

/** Links asked for within a minute from one address: people ask once or twice. */
const asksMax = 10;
/** Addresses that are looked up at once, and those that wait: whoever asks for more than that is no person. */
const sendingMax = 2;
const waitingMax = 500;

/**
 * Links are sent after the answer: its time tells nobody which addresses exist. The process ends after the last of them.
 */
const createSender = ({ app, database, clock, publicUrl, log }: IdentityContext) => {
  const running = new Set<Promise<void>>();
  const inTurn = createTurns('links to reset a password', sendingMax, waitingMax);
  app.addHook('onClose', async () => {
    await Promise.all(running);
  });
  return (email: string): void => {
    const sending = inTurn(() => sendResetLinks({ database, clock, publicUrl }, email))
      .catch((error: Error) => log.error(`a link to reset a password was not sent: ${error.message}`))
      .finally(() => running.delete(sending));
    running.add(sending);
  };
};

const registerForgotten = (context: IdentityContext, forgetUser: ForgetUser): void => {
  const { app, database, clock } = context;
  const asks = createFailureLimiter(clock, asksMax);
  const send = createSender(context);

  app.post(
    '/console/password/forgotten',
    consoleOptions(
      'Mails a link to choose another password, when the address is a user’s.',
      ForgottenPasswordRequest,
      {
        204: null,
      },
    ),
    async (request, reply) => {
      const retryAfterSeconds = asks.waitSeconds(request.ip);
      if (retryAfterSeconds > 0) {
        throw new ApiProblem('tooManyRequests', 'Too many links were asked for.', { retryAfterSeconds });
      }
      asks.count(request.ip);
      const { email } = request.body as ForgottenPasswordRequest;
      reply.raw.once('finish', () => send(email));
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/console/password/reset',
    consoleOptions(
      'Sets another password with the link that was mailed, and ends all sessions.',
      ResetPasswordRequest,
      { 204: null },
    ),
    async (request, reply) => {
      const asked = request.body as ResetPasswordRequest;
      const { tenantId, userId } = await resetPassword({ database, clock }, asked);
      forgetUser(tenantId, userId);
      return reply.code(204).send(null);
    },
  );
};

export const registerPasswords = (
  context: IdentityContext,
  { inTurn, forgetUser, fullSessionOf }: PasswordOptions,
): void => {
  const { app, database, clock } = context;
  registerForgotten(context, forgetUser);

  app.put(
    '/console/password',
    consoleOptions(
      "Changes the signed-in user's password and ends the other sessions.",
      ChangePasswordRequest,
      { 204: null },
    ),
    async (request, reply) => {
      const session = await fullSessionOf(request);
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
    consoleOptions('Accepts an invitation: chooses the password.', AcceptInvitationRequest, { 204: null }),
    async (request, reply) => {
      await acceptInvitation({ database, clock }, request.body as AcceptInvitationRequest);
      return reply.code(204).send(null);
    },
  );
};
