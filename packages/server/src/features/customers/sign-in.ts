import { wrongPasswordsMax } from '@leeway/contract';
import type { Database } from '../../platform/database.ts';
import { isPasswordOf } from '../../platform/password-hash.ts';
import {
  acceptPassword,
  type ContactIdentity,
  countWrongPassword,
  findPasswordOwner,
} from './credentials-store.ts';

/**
 * The contact that signs in with this address and password; null when there is none, and equally late. Contacts that are
 * inactive do not count, nor do locked credentials; too many wrong passwords in a row lock them. How often one may ask
 * is the caller's to limit.
 */
export const verifyContactPassword = async (
  database: Database,
  tenantId: string,
  email: string,
  password: string,
): Promise<ContactIdentity | null> => {
  const owner = await findPasswordOwner(database, tenantId, email.trim());
  const isRight = await isPasswordOf(owner?.passwordHash ?? null, password);
  if (!owner?.passwordHash) return null;
  const { passwordHash: _, ...identity } = owner;
  if (!isRight) {
    await countWrongPassword(database, tenantId, identity.contactId, wrongPasswordsMax);
    return null;
  }
  return (await acceptPassword(database, tenantId, identity.contactId)) ? identity : null;
};
