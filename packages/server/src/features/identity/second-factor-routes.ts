import {
  DisableSecondFactorRequest,
  operations,
  RecoveryCodesModel,
  SecondFactorCodeRequest,
  SecondFactorEnrolmentModel,
} from '@leeway/contract';
import type { FastifyRequest } from 'fastify';
import { ApiProblem } from '../../platform/http/problem.ts';
import type { Codes } from './code-turns.ts';
import { consoleOptions } from './console-options.ts';
import type { PasswordTurns } from './password-turns.ts';
import {
  beginEnrolment,
  codeRejected,
  confirmEnrolment,
  disableSecondFactor,
  refuseUnlessRight,
  renewRecoveryCodes,
  resetSecondFactor,
} from './second-factor.ts';
import type { SessionRow } from './sessions-store.ts';
import type { IdentityContext } from './tenants.ts';
import type { ForgetUser } from './user-routes.ts';

/** The second factor of who is signed in. */

interface SecondFactorOptions {
  readonly inTurn: PasswordTurns;
  readonly codes: Codes;
  readonly forgetUser: ForgetUser;
  /** Throws ApiProblem `unauthenticated`. */
  readonly sessionOf: (request: FastifyRequest) => Promise<SessionRow>;
  /** As `sessionOf`, and throws ApiProblem `secondFactorRequired` while one has to be set up. */
  readonly fullSessionOf: (request: FastifyRequest) => Promise<SessionRow>;
}

const path = '/console/second-factor';

export const registerSecondFactor = (
  context: IdentityContext,
  { inTurn, codes, forgetUser, sessionOf, fullSessionOf }: SecondFactorOptions,
): void => {
  const { app, database, clock } = context;
  const parts = { database, clock };

  app.post(
    path,
    consoleOptions('Begins to set up a second factor.', null, { 201: SecondFactorEnrolmentModel }),
    async (request, reply) => {
      const { secret, uri, expiresAt } = await beginEnrolment(parts, await sessionOf(request));
      return reply.code(201).send({ secret, uri, expiresAt: expiresAt.toISOString() });
    },
  );

  app.post(
    `${path}/confirm`,
    consoleOptions(
      'Confirms a second factor with its first code; answers the recovery codes, this once.',
      SecondFactorCodeRequest,
      { 200: RecoveryCodesModel },
    ),
    async (request) => {
      const session = await sessionOf(request);
      const { code } = request.body as SecondFactorCodeRequest;
      const recoveryCodes = await codes(request.ip, async () => {
        const confirmed = await confirmEnrolment(parts, session, code);
        if (!confirmed) throw codeRejected();
        return confirmed;
      });
      forgetUser(session.tenantId, session.userId);
      return { recoveryCodes };
    },
  );

  app.post(
    `${path}/recovery-codes`,
    consoleOptions('Makes new recovery codes; the ones before are void.', SecondFactorCodeRequest, {
      200: RecoveryCodesModel,
    }),
    async (request) => {
      const session = await fullSessionOf(request);
      const { code } = request.body as SecondFactorCodeRequest;
      return { recoveryCodes: await codes(request.ip, () => renewRecoveryCodes(parts, session, code)) };
    },
  );

  app.post(
    `${path}/disable`,
    consoleOptions('Takes the second factor off and ends the other sessions.', DisableSecondFactorRequest, {
      204: null,
    }),
    async (request, reply) => {
      const session = await fullSessionOf(request);
      const asked = request.body as DisableSecondFactorRequest;
      const attempt = { name: session.userId, address: request.ip };
      await codes(request.ip, async () => {
        const checked = await inTurn(attempt, async () => {
          const found = await disableSecondFactor(parts, session, asked);
          return found === 'wrongPassword' ? null : found;
        });
        if (checked === null) throw new ApiProblem('signInRejected', 'The password is wrong.');
        refuseUnlessRight(checked);
      });
      forgetUser(session.tenantId, session.userId);
      return reply.code(204).send(null);
    },
  );
};

/** What an administrator can do for a user. */
export const registerSecondFactorReset = (context: IdentityContext, forgetUser: ForgetUser): void => {
  const { route, database, clock, publicUrl } = context;
  route(operations.resetUserSecondFactor, async ({ tenantId, author, params }) => {
    await resetSecondFactor({ database, clock, author, publicUrl }, tenantId, params.userId);
    forgetUser(tenantId, params.userId);
    return undefined;
  });
};
