import {
  ChangePasswordRequest,
  PortalForgottenPasswordRequest,
  PortalLinkSignInRequest,
  PortalSessionModel,
  PortalSignInRequest,
  portalPermissions,
} from '@leeway/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiProblem } from '../../platform/http/problem.ts';
import type { RoomContext } from '../../platform/room.ts';
import { createTurns } from '../../platform/turns.ts';
import { changeContactPassword, mailForgottenLink, verifyContactPassword } from '../customers/index.ts';
import {
  createFailureLimiter,
  createPasswordTurns,
  createPortalLinkReader,
  type PasswordTurns,
  readOpaqueToken,
} from '../identity/index.ts';
import { createPortalUrls, tenantOfRequest } from './portal-address.ts';
import { portalSession, portalTokenOf } from './portal-caller.ts';
import { sessionCookie } from './portal-cookie.ts';
import { portalOptions } from './portal-options.ts';
import { contactAuthor, openContactSession, openVendorSession, portalSessionOf } from './sessions.ts';
import { deletePortalSession, type PortalSessionRow, restampSession } from './sessions-store.ts';

/** Where a customer's people sign in to the portal and out of it. Without a guard: who comes here has no session yet. */

const sessionPath = '/portal/api/v1/session';
const passwordPath = '/portal/api/v1/password';

/** Links that are not valid, and links asked for, within a minute from one address. */
const linksMax = 20;
const asksMax = 10;
/** Addresses that are looked up at once, and those that wait: whoever asks for more than that is no person. */
const sendingMax = 2;
const waitingMax = 500;

const shown = (session: PortalSessionRow): PortalSessionModel => {
  const { contactId, email, firstName, lastName } = session;
  return {
    contact: contactId === null || email === null ? null : { id: contactId, email, firstName, lastName },
    vendorName: session.vendor?.name ?? null,
    customer: { id: session.customerId, name: session.customerName },
    tenant: { slug: session.slug, name: session.tenantName, timeZone: session.timeZone },
    role: session.role,
    method: session.method,
    permits: portalPermissions(session.role, session),
    expiresAt: session.expiresAt.toISOString(),
  };
};

const rejected = () => new ApiProblem('signInRejected', 'The address or the password is wrong.');
const linkRejected = () => new ApiProblem('signInRejected', 'The link is not valid, or is too old.');

const answerer =
  ({ database, clock, publicUrl }: RoomContext) =>
  async (reply: FastifyReply, token: string | null, as: PortalSignInRequest['as']): Promise<FastifyReply> => {
    const opened = token === null ? null : readOpaqueToken(token);
    const session = opened && (await portalSessionOf({ database, clock }, opened));
    if (!session || token === null) throw rejected();
    reply.code(201);
    if (as === 'token') return reply.send({ ...shown(session), token });
    return reply.header('set-cookie', sessionCookie.set(publicUrl, token)).send(shown(session));
  };

const registerSignIn = (context: RoomContext, inTurn: PasswordTurns): void => {
  const { app, database, clock } = context;
  const answer = answerer(context);
  const readLink = createPortalLinkReader(context);
  const wrongLinks = createFailureLimiter(clock, linksMax);
  const success = { status: 201, reply: PortalSessionModel } as const;

  app.post(
    sessionPath,
    portalOptions('Signs a contact in to the portal.', PortalSignInRequest, success),
    async (request, reply) => {
      const { tenant: asked, email, password, as } = request.body as PortalSignInRequest;
      const tenant = await tenantOfRequest(context, request, asked);
      const attempt = { name: `${tenant?.tenantId ?? ''} ${email}`, address: request.ip };
      // Of a tenant that there is not it takes as long, and fails as it does for an address that there is not.
      const contact = await inTurn(attempt, () =>
        verifyContactPassword(database, tenant?.tenantId ?? '', email, password),
      );
      if (!tenant || !contact) throw rejected();
      const { contactId } = contact;
      const who = { tenantId: tenant.tenantId, contactId };
      return answer(reply, await openContactSession({ database, clock }, who, 'password', request.ip), as);
    },
  );

  app.post(
    `${sessionPath}/link`,
    portalOptions(
      'Signs the vendor in to a customer’s portal, with a link.',
      PortalLinkSignInRequest,
      success,
    ),
    async (request, reply) => {
      const retryAfterSeconds = wrongLinks.waitSeconds(request.ip);
      if (retryAfterSeconds > 0) {
        throw new ApiProblem('tooManyRequests', 'Too many links were not valid.', { retryAfterSeconds });
      }
      const { link, as } = request.body as PortalLinkSignInRequest;
      const found = await readLink(link);
      if (!found) {
        wrongLinks.count(request.ip);
        throw linkRejected();
      }
      return answer(reply, await openVendorSession({ database, clock }, found, request.ip), as);
    },
  );
};

/**
 * Links are sent after the answer: its time tells nobody which addresses exist. The process ends after the last of them.
 */
const createSender = (context: RoomContext) => {
  const { app, database, clock, log } = context;
  const running = new Set<Promise<void>>();
  const inTurn = createTurns('links to reset a password', sendingMax, waitingMax);
  const portalUrlOf = createPortalUrls(context);
  app.addHook('onClose', async () => {
    await Promise.all(running);
  });
  return (tenantId: string, email: string): void => {
    const sending = inTurn(async () =>
      mailForgottenLink({ database, clock }, tenantId, email, await portalUrlOf(tenantId)),
    )
      .catch((error: Error) => log.error(`a link to reset a password was not sent: ${error.message}`))
      .finally(() => running.delete(sending));
    running.add(sending);
  };
};

const registerForgotten = (context: RoomContext): void => {
  const { app, clock } = context;
  const asks = createFailureLimiter(clock, asksMax);
  const send = createSender(context);

  app.post(
    `${passwordPath}/forgotten`,
    portalOptions(
      'Mails a link to choose another password, when somebody signs in with the address.',
      PortalForgottenPasswordRequest,
      { status: 204, reply: null },
    ),
    async (request, reply) => {
      const retryAfterSeconds = asks.waitSeconds(request.ip);
      if (retryAfterSeconds > 0) {
        throw new ApiProblem('tooManyRequests', 'Too many links were asked for.', { retryAfterSeconds });
      }
      asks.count(request.ip);
      const { tenant: asked, email } = request.body as PortalForgottenPasswordRequest;
      const tenant = await tenantOfRequest(context, request, asked);
      if (tenant) reply.raw.once('finish', () => send(tenant.tenantId, email));
      return reply.code(204).send(null);
    },
  );
};

const registerPasswordChange = (context: RoomContext, inTurn: PasswordTurns): void => {
  const { app, database } = context;
  app.put(
    passwordPath,
    portalOptions(
      "Changes the signed-in contact's password and ends the other sessions.",
      ChangePasswordRequest,
      {
        status: 204,
        reply: null,
      },
    ),
    async (request, reply) => {
      const { tenantId, sessionId, contactId, email } = await portalSession(context, request);
      if (contactId === null || email === null) {
        throw new ApiProblem('portalForbids', 'The vendor has no password of the customer.');
      }
      const asked = request.body as ChangePasswordRequest;
      const author = contactAuthor({ contactId, email });
      const isChanged = await inTurn({ name: `${tenantId} ${email}`, address: request.ip }, () =>
        changeContactPassword({ database }, { tenantId, author, email }, asked, (tx) =>
          restampSession(tx, tenantId, sessionId),
        ),
      );
      if (!isChanged) throw new ApiProblem('signInRejected', 'The current password is wrong.');
      return reply.code(204).send(null);
    },
  );
};

export const registerPortalSessions = (context: RoomContext): void => {
  const { app, database, clock, publicUrl } = context;
  const inTurn = createPasswordTurns(clock);
  registerSignIn(context, inTurn);
  registerForgotten(context);
  registerPasswordChange(context, inTurn);

  app.get(
    sessionPath,
    portalOptions('Tells who is signed in to the portal, and what they may see.', null, {
      status: 200,
      reply: PortalSessionModel,
    }),
    async (request: FastifyRequest) => shown(await portalSession({ database, clock }, request)),
  );

  app.delete(
    sessionPath,
    portalOptions('Signs out of the portal.', null, { status: 204, reply: null }),
    async (request, reply) => {
      const token = portalTokenOf(request);
      if (token) await deletePortalSession(database, token);
      return reply.code(204).header('set-cookie', sessionCookie.clear(publicUrl)).send(null);
    },
  );
};
