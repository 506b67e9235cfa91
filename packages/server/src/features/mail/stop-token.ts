import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { MailKind } from '@leeway/contract';
import type { Queryable } from '../../platform/database.ts';
import { mailKinds } from './kinds.ts';
import { insertFirstStopKey, selectStopKey } from './store.ts';

/**
 * What a link to stop mails carries: the kind and the address, sealed with the tenant's key. Nobody but the tenant can
 * make one, and an address is not read off the logs of what lies between. It works for as long as the tenant exists,
 * because people keep mails.
 */

export interface Stop {
  readonly tenantId: string;
  readonly kind: MailKind;
  readonly address: string;
}

const cipherName = 'aes-256-gcm';
const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;
const pattern = /^(t_[A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{40,1000})$/;

/** Makes the key when the tenant has none. */
const keyOf = async (tx: Queryable, tenantId: string): Promise<Buffer> => {
  const found = await selectStopKey(tx, tenantId);
  if (found) return found;
  await insertFirstStopKey(tx, tenantId, randomBytes(keyBytes));
  const made = await selectStopKey(tx, tenantId);
  if (!made) throw new Error(`tenant ${tenantId} has no key for its stop links after one was made`);
  return made;
};

export const sealStop = async (tx: Queryable, { tenantId, kind, address }: Stop): Promise<string> => {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(cipherName, await keyOf(tx, tenantId), nonce).setAAD(Buffer.from(tenantId));
  const sealed = [nonce, cipher.update(`${kind} ${address}`, 'utf8'), cipher.final(), cipher.getAuthTag()];
  return `${tenantId}.${Buffer.concat(sealed).toString('base64url')}`;
};

/** Null: the token is none of ours, or its tenant is gone. */
export const openStop = async (db: Queryable, token: string): Promise<Stop | null> => {
  const [, tenantId = '', text = ''] = pattern.exec(token) ?? [];
  const key = tenantId === '' ? null : await selectStopKey(db, tenantId);
  if (!key) return null;
  const sealed = Buffer.from(text, 'base64url');
  try {
    const decipher = createDecipheriv(cipherName, key, sealed.subarray(0, nonceBytes), {
      authTagLength: tagBytes,
    })
      .setAAD(Buffer.from(tenantId))
      .setAuthTag(sealed.subarray(-tagBytes));
    const opened =
      decipher.update(sealed.subarray(nonceBytes, -tagBytes), undefined, 'utf8') + decipher.final('utf8');
    const [, kind = '', address = ''] = /^(\w+) (.*)$/s.exec(opened) ?? [];
    return kind in mailKinds ? { tenantId, kind: kind as MailKind, address } : null;
  } catch {
    return null;
  }
};
