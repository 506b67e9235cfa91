import type { KeyObject } from 'node:crypto';
import { retryPauseMs } from '@leeway/rules';
import type { Clock } from '../../platform/clock.ts';
import type { PostAnswer, Poster } from '../../platform/http/post-outside.ts';
import { version } from '../../platform/version.ts';
import type { ClaimedDelivery } from './claim-deliveries.ts';
import type { Attempt } from './record-attempts.ts';
import { signatureHeaders } from './sign.ts';

/** One attempt: what is sent, and what the answer means (rule 37). */

/** The answer by which a receiver says that it is gone for good. */
const goneStatus = 410;

export const isGone = ({ status }: Pick<Attempt, 'status'>): boolean => status === goneStatus;

/** The contract's envelope. By hand, because payload and sequence hold integers that JSON.stringify would not write. */
const bodyOf = (delivery: ClaimedDelivery): Buffer => {
  const head = JSON.stringify({
    eventId: delivery.eventId,
    eventDate: delivery.at.toISOString(),
    eventCode: delivery.eventCode,
    resourceId: delivery.resourceId,
    callAttempt: delivery.attempts + 1,
  });
  const sequence = delivery.sequence === null ? '' : `,"sequence":${delivery.sequence}`;
  return Buffer.from(`${head.slice(0, -1)}${sequence},"payload":${delivery.payload}}`);
};

const secretsOf = (delivery: ClaimedDelivery, at: number): string[] => {
  const { signingSecret, previousSigningSecret: previous, previousSecretUntil: until } = delivery;
  return previous !== null && until !== null && until.getTime() > at
    ? [signingSecret, previous]
    : [signingSecret];
};

export interface PreparedDelivery {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** The signed request. Made ahead of its turn, while another one is on its way. */
export const prepareDelivery = async (
  delivery: ClaimedDelivery,
  accountKey: KeyObject,
  at: number,
): Promise<PreparedDelivery> => {
  const body = bodyOf(delivery);
  const secrets = secretsOf(delivery, at);
  const signatures = await signatureHeaders({ eventId: delivery.eventId, at, body, accountKey, secrets });
  return {
    body,
    headers: { 'content-type': 'application/json', 'user-agent': `Leeway/${version}`, ...signatures },
  };
};

const faultOf = ({ status, location }: PostAnswer): string | null => {
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400) {
    return `answered ${status}${location ? ` to ${location}` : ''}: redirects are not followed`;
  }
  return status === goneStatus ? 'answered 410: the receiver is gone' : `answered ${status}`;
};

/** What a failed attempt leaves of its delivery. */
const afterFailure = (delivery: ClaimedDelivery, at: number, isFinal: boolean) => {
  const triedSince = delivery.triedSince?.getTime() ?? at;
  const tries = delivery.tries + 1;
  const pauseMs = isFinal ? null : retryPauseMs({ tries, triedSince, at }, Math.random());
  return pauseMs === null
    ? ({ outcome: 'failed', pauseMs: 0 } as const)
    : ({ outcome: 'waiting', pauseMs } as const);
};

/** Makes an attempt; never throws. */
export const attemptDelivery = async (
  poster: Poster,
  clock: Clock,
  delivery: ClaimedDelivery,
  { headers, body }: PreparedDelivery,
): Promise<Attempt> => {
  const at = clock.now();
  const startedMs = performance.now();
  const latency = () => Math.round(performance.now() - startedMs);
  try {
    const answer = await poster.post(delivery.uri, headers, body);
    const { status, text } = answer;
    const error = faultOf(answer);
    const what =
      error === null
        ? ({ outcome: 'delivered', pauseMs: 0 } as const)
        : afterFailure(delivery, at, status === goneStatus);
    return { delivery, at, latencyMs: latency(), status, error, answer: text, ...what };
  } catch (fault) {
    const error = fault instanceof Error ? fault.message : String(fault);
    const what = afterFailure(delivery, at, false);
    return { delivery, at, latencyMs: latency(), status: null, error, answer: null, ...what };
  }
};
