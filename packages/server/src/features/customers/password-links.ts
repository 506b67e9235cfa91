import {
  contactPasswordLinkHours,
  type PasswordAction,
  passwordLengthMax,
  passwordLengthMin,
} from '@leeway/contract';
import { weakPassword } from '@leeway/rules';
import type { Author } from '../../platform/author.ts';
import type { Queryable } from '../../platform/database.ts';
import { ApiProblem, invalid, notFound } from '../../platform/http/problem.ts';
import { hashPassword } from '../../platform/password-hash.ts';
import type { RoomContext } from '../../platform/room.ts';
import { findTenant, newOpaqueToken, readOpaqueToken } from '../identity/index.ts';
import { queueMail } from '../mail/index.ts';
import { lockContact } from './contacts-store.ts';
import { findCredentials, storePassword } from './credentials-store.ts';

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

const refuseWithoutPassword = async (tx: Queryable, { tenantId, customerId, contactId }: LinkAsked) => {
  const contact = await lockContact(tx, tenantId, customerId, contactId);
  if (!contact) throw notFound('contact', contactId);
  if (contact.status !== 'active') throw new ApiProblem('conflict', 'The contact is inactive.');
  const credentials = await findCredentials(tx, tenantId, customerId, contactId);
  if (credentials?.authentication?.type !== 'password') {
    throw new ApiProblem('conflict', 'The contact does not sign in with a password.');
  }
  return contact;
};

/**
 * Mails the contact a link; a link of before works no more. Throws ApiProblem: 404 when there is no such contact, 409
 * when it is inactive or has no credentials with a password.
 */
export const mailPasswordLink = async (
  { database, clock }: Pick<RoomContext, 'database' | 'clock'>,
  portalUrl: string,
  asked: LinkAsked,
): Promise<void> => {
  const { tenantId, contactId, action } = asked;
  const token = newOpaqueToken(tenantId);
  const expiresAt = new Date(clock.now() + contactPasswordLinkHours * 3_600_000);
  const tenant = await findTenant({ database }, tenantId);
  await database.transaction(asked.author, async (tx) => {
    const { email } = await refuseWithoutPassword(tx, asked);
    await tx.query(replaceLinkSql, [tenantId, contactId, readOpaqueToken(token)?.hash, expiresAt]);
    const values = {
      tenantName: tenant?.name ?? '',
      link: `${portalUrl}/password?token=${token}`,
      hours: contactPasswordLinkHours,
    };
    await queueMail(tx, { tenantId, kind: mailKindOf[action], to: email, values });
  });
};

const refuseWeak = (password: string, email: string): void => {
  const fault = weakPassword(password, [email], { min: passwordLengthMin, max: passwordLengthMax });
  if (fault) throw invalid('password', fault, 'weakPassword');
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
