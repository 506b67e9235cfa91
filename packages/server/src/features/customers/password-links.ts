import {
  contactPasswordLinkHours,
  type PasswordAction,
  passwordLengthMax,
  passwordLengthMin,
} from '@leeway/contract';
import { weakPassword } from '@leeway/rules';
import { type Author, systemAuthor } from '../../platform/author.ts';
import type { Queryable } from '../../platform/database.ts';
import { ApiProblem, invalid, notFound } from '../../platform/http/problem.ts';
import { hashPassword } from '../../platform/password-hash.ts';
import type { RoomContext } from '../../platform/room.ts';
import { findTenant, newOpaqueToken, readOpaqueToken } from '../identity/index.ts';
import { queueMail } from '../mail/index.ts';
import { lockContact } from './contacts-store.ts';
import { findCredentials, findUsername, storePassword } from './credentials-store.ts';

/** Links by mail under which a contact chooses its password: for one use, for a while, and one at a time. */

const replaceLinkSql = `
  insert into contact_password_links (tenant_id, contact_id, token_hash, expires_at)
  values ($1, $2, $3, $4)
  on conflict (tenant_id, contact_id) do update
  set token_hash = excluded.token_hash, expires_at = excluded.expires_at`;

const selectLinkSql = `
  select c.contact_id as "contactId", c.email
  from contact_password_links l
  join contacts c on c.tenant_id = l.tenant_id and c.contact_id = l.contact_id and c.status = 'active'
  where l.tenant_id = $1 and l.token_hash = $2 and l.expires_at > $3`;

const useLinkSql = `
  delete from contact_password_links
  where tenant_id = $1 and token_hash = $2 and expires_at > $3
  returning contact_id`;

const forgetLinksSql = `
  delete from contact_password_links
  where expires_at <= $1`;

const mailKindOf = { setup: 'contactPasswordSetup', reset: 'contactPasswordReset' } as const satisfies Record<
  PasswordAction,
  string
>;

export interface LinkAsked {
  readonly tenantId: string;
  readonly author: Author;
  readonly customerId: string;
  readonly contactId: string;
  readonly action: PasswordAction;
}

const refuseWithoutPassword = async (
  tx: Queryable,
  { tenantId, customerId, contactId }: Omit<LinkAsked, 'author'>,
) => {
  const contact = await lockContact(tx, tenantId, customerId, contactId);
  if (!contact) throw notFound('contact', contactId);
  if (contact.status !== 'active') throw new ApiProblem('conflict', 'The contact is inactive.');
  const credentials = await findCredentials(tx, tenantId, customerId, contactId);
  if (credentials?.authentication?.type !== 'password') {
    throw new ApiProblem('conflict', 'The contact does not sign in with a password.');
  }
  return contact;
};

type LinkParts = Pick<RoomContext, 'database' | 'clock'>;

/** In the transaction that gives the contact its credentials. The rest is as with `mailPasswordLink`. */
export const queuePasswordLink = async (
  tx: Queryable,
  { clock }: Pick<LinkParts, 'clock'>,
  portalUrl: string,
  asked: Omit<LinkAsked, 'author'>,
): Promise<void> => {
  const { tenantId, contactId, action } = asked;
  const token = newOpaqueToken(tenantId);
  const expiresAt = new Date(clock.now() + contactPasswordLinkHours * 3_600_000);
  const tenant = await findTenant({ database: tx }, tenantId);
  const { email } = await refuseWithoutPassword(tx, asked);
  await tx.query(replaceLinkSql, [tenantId, contactId, readOpaqueToken(token)?.hash, expiresAt]);
  const values = {
    tenantName: tenant?.name ?? '',
    link: `${portalUrl}/password?token=${token}`,
    hours: contactPasswordLinkHours,
  };
  await queueMail(tx, { tenantId, kind: mailKindOf[action], to: email, values });
};

/**
 * Mails the contact a link; a link of before works no more. Throws ApiProblem: 404 when there is no such contact, 409
 * when it is inactive or has no credentials with a password.
 */
export const mailPasswordLink = (parts: LinkParts, portalUrl: string, asked: LinkAsked): Promise<void> =>
  parts.database.transaction(asked.author, (tx) => queuePasswordLink(tx, parts, portalUrl, asked));

/** Links are asked for by who has forgotten the password, or by somebody who fills a mailbox: one a minute is enough. */
const pauseMs = 60_000;

const selectLatestSql = `
  select 1 from contact_password_links
  where tenant_id = $1 and contact_id = $2 and expires_at > $3`;

/**
 * Mails a link to the contact that signs in with this address, and a password; nothing when there is none, or when the
 * one before was sent within a minute.
 */
export const mailForgottenLink = (
  parts: LinkParts,
  tenantId: string,
  email: string,
  portalUrl: string,
): Promise<void> =>
  parts.database.transaction(systemAuthor, async (tx) => {
    const owner = await findUsername(tx, tenantId, email);
    if (!owner) return;
    const { customerId, contactId, hasPassword } = owner;
    await lockContact(tx, tenantId, customerId, contactId);
    const sentAfter = parts.clock.now() + contactPasswordLinkHours * 3_600_000 - pauseMs;
    const latest = await tx.query(selectLatestSql, [tenantId, contactId, new Date(sentAfter)]);
    if (latest.length > 0) return;
    const action = hasPassword ? 'reset' : 'setup';
    await queuePasswordLink(tx, parts, portalUrl, { tenantId, customerId, contactId, action });
  });

export const refuseWeak = (password: string, email: string, field = 'password'): void => {
  const fault = weakPassword(password, [email], { min: passwordLengthMin, max: passwordLengthMax });
  if (fault) throw invalid(field, fault, 'weakPassword');
};

const unknownToken = () => invalid('token', 'is not valid, has been used or has expired', 'unknownToken');

/**
 * Sets a contact's password with the token of its link, which is used up, and unlocks its credentials.
 * Throws ApiProblem `validationFailed` that names `token` or `password`.
 */
export const usePasswordLink = async (
  { database, clock }: Pick<RoomContext, 'database' | 'clock'>,
  { token, password }: { readonly token: string; readonly password: string },
): Promise<void> => {
  const opened = readOpaqueToken(token);
  if (!opened) throw unknownToken();
  const { tenantId, hash } = opened;
  const key = [tenantId, hash, new Date(clock.now())];
  // Looked up first: a stranger must not make us hash.
  const [owner] = await database.query<{ contactId: string; email: string }>(selectLinkSql, key);
  if (!owner) throw unknownToken();
  refuseWeak(password, owner.email);
  const passwordHash = await hashPassword(password);
  const author: Author = { kind: 'contact', id: owner.contactId, name: owner.email };
  await database.transaction(author, async (tx) => {
    await storePassword(tx, tenantId, owner.contactId, passwordHash);
    if ((await tx.query(useLinkSql, key)).length === 0) throw unknownToken();
  });
};

/** Takes away the links that have ended. @param now epoch ms */
export const forgetPasswordLinks = async (db: Queryable, now: number): Promise<void> => {
  await db.query(forgetLinksSql, [new Date(now)]);
};
