import { randomBytes } from 'node:crypto';
import { events, webhookListenersMax } from '@leeway/contract';
import type { Author } from '../../platform/author.ts';
import { ApiProblem, invalid } from '../../platform/http/problem.ts';
import { newId } from '../../platform/ids.ts';
import type { RoomContext } from '../../platform/room.ts';
import { openFeed } from './feed-store.ts';
import { secretPrefix } from './sign.ts';
import { insertListener } from './store.ts';

/** Who is told of which events. */

const known: ReadonlySet<string> = new Set(events.map(({ code }) => code));

/** Known codes, each once. Throws ApiProblem `validationFailed` naming the first unknown one of `field`. */
export const subscriptionsFrom = (codes: readonly string[], field = 'subscriptions'): string[] => {
  const index = codes.findIndex((code) => !known.has(code));
  if (index >= 0) {
    throw invalid(
      `${field}.${index}`,
      `"${codes[index]}" is no event; GET /api/v1/account/webhooks/events lists them`,
      'enum',
    );
  }
  return [...new Set(codes)];
};

/** Standard Webhooks: 24 to 64 bytes in base64 behind a prefix that tells what it is. */
export const newSigningSecret = () => `${secretPrefix}${randomBytes(32).toString('base64')}`;

/**
 * Answers the secret too, which is shown to nobody again. Throws ApiProblem `conflict` when the tenant has as many
 * listeners as it may.
 */
export const createListener = async (
  { database, clock }: Pick<RoomContext, 'database' | 'clock'>,
  author: Author,
  tenantId: string,
  listener: { readonly uri: string; readonly subscriptions: readonly string[] },
): Promise<{ readonly id: string; readonly signingSecret: string }> => {
  const at = clock.now();
  const webhookListenerId = newId('whl', at);
  const signingSecret = newSigningSecret();
  const isInserted = await database.transaction(author, async (tx) => {
    await openFeed(tx, tenantId);
    const made = { webhookListenerId, ...listener, signingSecret, at };
    return insertListener(tx, tenantId, made, webhookListenersMax);
  });
  if (!isInserted) {
    throw new ApiProblem('conflict', `A tenant has at most ${webhookListenersMax} webhook listeners.`);
  }
  return { id: webhookListenerId, signingSecret };
};
