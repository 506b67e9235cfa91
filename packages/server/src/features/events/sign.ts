import { createHmac, type KeyObject, sign } from 'node:crypto';

/** What proves to a receiver that an event is ours and untouched (rule 35): two signatures, of two conventions. */

/** RSASSA-PKCS1-v1_5 with SHA-256 in base64, off the main thread: it costs most of a millisecond. */
const accountSignature = (body: Buffer, key: KeyObject): Promise<string> =>
  new Promise((resolve, reject) => {
    sign('sha256', body, key, (error, signature) => {
      if (error) reject(error);
      else resolve(signature.toString('base64'));
    });
  });

export const secretPrefix = 'whsec_';

/** Standard Webhooks, version 1. */
const secretSignature = (secret: string, signed: string, body: Buffer): string => {
  const key = Buffer.from(secret.slice(secretPrefix.length), 'base64');
  return `v1,${createHmac('sha256', key).update(signed).update(body).digest('base64')}`;
};

export interface Signed {
  readonly eventId: string;
  /** Epoch ms of the attempt. */
  readonly at: number;
  readonly body: Buffer;
  /** Of the tenant: the private half of what `/account/key` shows. */
  readonly accountKey: KeyObject;
  /** Of the listener, each `whsec_` and base64; two for a time after a rotation. */
  readonly secrets: readonly string[];
}

export const signatureHeaders = async ({ eventId, at, body, accountKey, secrets }: Signed) => {
  const seconds = String(Math.floor(at / 1000));
  const signed = `${eventId}.${seconds}.`;
  return {
    'N-Signature': await accountSignature(body, accountKey),
    'webhook-id': eventId,
    'webhook-timestamp': seconds,
    'webhook-signature': secrets.map((secret) => secretSignature(secret, signed, body)).join(' '),
  };
};
