import {
  type CustomerUserRole,
  type PortalAccess,
  type PortalVisibility,
  portalPermits,
} from '@leeway/contract';
import type { FastifyRequest } from 'fastify';
import type { Author } from '../../platform/author.ts';
import type { Queryable } from '../../platform/database.ts';
import { ApiProblem } from '../../platform/http/problem.ts';
import { type Caller, createRoute, type Guard, type Route } from '../../platform/http/route.ts';
import type { RoomContext } from '../../platform/room.ts';
import { type Holder, mustHoldEntitlement } from '../entitlements/index.ts';
import { type OpaqueToken, readOpaqueToken } from '../identity/index.ts';
import { sessionCookie } from './portal-cookie.ts';
import { contactAuthor, portalSessionOf, type SessionParts } from './sessions.ts';
import type { PortalSessionRow } from './sessions-store.ts';

/** Who calls the portal's API: a customer's contact, or one of the vendor's people in the customer's place. */

export interface PortalCaller extends Caller {
  readonly customerId: string;
  /** Null: the vendor. */
  readonly contactId: string | null;
  /** Of the contact. */
  readonly email: string | null;
  readonly portalRole: CustomerUserRole;
  /** Of the tenant. */
  readonly timeZone: string;
  /** What the vendor shows. */
  readonly shown: PortalVisibility;
}

/** Routes that are let in to with a session of the portal. */
export type PortalRoute = Route<PortalCaller>;

/** The token of a request: in the Authorization header, else in the cookie. */
export const portalTokenOf = (request: FastifyRequest): OpaqueToken | null => {
  const { authorization } = request.headers;
  const text =
    authorization === undefined ? sessionCookie.token(request) : /^bearer +(\S+)$/i.exec(authorization)?.[1];
  return text ? readOpaqueToken(text) : null;
};

const notSignedIn = () =>
  new ApiProblem('unauthenticated', 'Nobody is signed in to the portal, or the session has ended.');

/** Who is signed in. Throws ApiProblem `unauthenticated`. */
export const portalSession = async (
  parts: SessionParts,
  request: FastifyRequest,
): Promise<PortalSessionRow> => {
  const token = portalTokenOf(request);
  const session = token && (await portalSessionOf(parts, token));
  if (!session) throw notSignedIn();
  return session;
};

const authorOf = ({ contactId, email, vendor }: PortalSessionRow): Author => {
  if (vendor) return vendor;
  if (contactId === null || email === null) throw new Error('a session of nobody');
  return contactAuthor({ contactId, email });
};

const callerOf = (session: PortalSessionRow): PortalCaller => ({
  tenantId: session.tenantId,
  author: authorOf(session),
  scopes: new Set(),
  role: null,
  customerId: session.customerId,
  contactId: session.contactId,
  email: session.email,
  portalRole: session.role,
  timeZone: session.timeZone,
  shown: session,
});

export const permits = ({ portalRole, shown }: PortalCaller, access: PortalAccess): boolean =>
  portalPermits(access, portalRole, shown);

/** Lets in who the operation is for. Throws ApiProblem `unauthenticated`, `wrongTenant`, `portalForbids`. */
const createPortalGuard =
  (parts: SessionParts): Guard<PortalCaller> =>
  async (request, { id, portal }) => {
    const caller = callerOf(await portalSession(parts, request));
    const tenantHeader = request.headers['n-tenantid'];
    if (tenantHeader !== undefined && tenantHeader !== caller.tenantId) {
      throw new ApiProblem('wrongTenant', 'N-TenantId is not the tenant of the session.');
    }
    if (portal === null) throw new Error(`${id} is none of the portal's operations`);
    if (!permits(caller, portal)) throw new ApiProblem('portalForbids', 'This is not open to you.');
    return caller;
  };

export const createPortalRoute = ({
  app,
  database,
  clock,
}: Pick<RoomContext, 'app' | 'database' | 'clock'>) =>
  createRoute(app, createPortalGuard({ database, clock }));

/** Whose orders the caller sees: an admin all of the customer's, a user those that list the user (rule 43). */
export const holderOf = ({ tenantId, customerId, contactId, portalRole }: PortalCaller): Holder => ({
  tenantId,
  customerId,
  contactId: portalRole === 'admin' ? null : contactId,
});

/** 404 unless the caller sees it. */
export const mustSeeEntitlement = (db: Queryable, caller: PortalCaller, entitlementId: string) =>
  mustHoldEntitlement(db, holderOf(caller), entitlementId);
