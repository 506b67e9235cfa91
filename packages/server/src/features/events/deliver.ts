import type { KeyObject } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { isListenerGivenUp } from '@leeway/rules';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database.ts';
import type { Poster } from '../../platform/http/post-outside.ts';
import { accountKeyOf } from '../identity/index.ts';
import { type Chain, type ClaimedDelivery, claimDeliveries, leaseMs } from './claim-deliveries.ts';
import type { DeliveryMetrics } from './delivery-metrics.ts';
import { disableListener } from './disable-listener.ts';
import { gatherWrites } from './gather-writes.ts';
import { passOn } from './pass-on.ts';
import {
  type Attempt,
  type FailingListener,
  type Release,
  recordAttempts,
  releaseDeliveries,
} from './record-attempts.ts';
import { attemptDelivery, isGone, type PreparedDelivery, prepareDelivery } from './send-delivery.ts';

/** Sends what is due: claims, attempts, records. Any number of processes may do it at once. */

/** Requests at a time to one listener, from one process. */
export const requestsPerListenerMax = 10;
/** The same when its last attempt failed: whether it answers again is found out with few. */
const requestsWhenFailing = 2;
/** Chains of one listener claimed ahead when it answers fast. */
const aheadMax = 100;
/** Chains in hand in one process. */
const inHandMax = 2_000;
/** A chain claimed longer ago is given back: its lease must hold until the last attempt and its record are done. */
const workMs = leaseMs / 2;
/** Until the next look at the queue: while there was something, and while only slow receivers are waited for. */
const busyPauseMs = 10;
const idlePauseMs = 200;

export interface DelivererParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly poster: Poster;
  readonly metrics: DeliveryMetrics;
}

const accountKeys = (parts: DelivererParts) => {
  const known = new LRUCache<string, KeyObject>({ max: 1_000 });
  return async (tenantId: string): Promise<KeyObject> => {
    let key = known.get(tenantId);
    if (!key) {
      key = (await accountKeyOf(parts, tenantId)).privateKey;
      known.set(tenantId, key);
    }
    return key;
  };
};

const createRunner = (parts: DelivererParts) => {
  const { database, clock, poster, metrics } = parts;
  const keyOf = accountKeys(parts);

  const giveUp = async (listeners: readonly FailingListener[]): Promise<void> => {
    for (const { tenantId, webhookListenerId, failingSince } of listeners) {
      const since = failingSince.getTime();
      if (!isListenerGivenUp(since, clock.now())) continue;
      await disableListener(parts, { tenantId, webhookListenerId, reason: 'failing', failingSince: since });
    }
  };
  const record = gatherWrites<Attempt>(async (attempts) =>
    giveUp(await recordAttempts(database, attempts, clock.offsetMs)),
  );
  const release = gatherWrites<Release>(async (releases) => {
    await releaseDeliveries(database, releases, clock.offsetMs);
  });
  const passNext = gatherWrites<ClaimedDelivery>(async (ended) => {
    await passOn(database, ended, clock.offsetMs);
  });

  const prepare = async (delivery: ClaimedDelivery): Promise<PreparedDelivery> =>
    prepareDelivery(delivery, await keyOf(delivery.tenantId), clock.now());

  /** Sends one after the other until one is to be retried; answers how far it came, and the pause before the rest. */
  const sendAll = async (chain: Chain, mayGoOn: () => boolean) => {
    const records: Promise<void>[] = [];
    let upcoming = prepare(chain[0]);
    for (const [index, delivery] of chain.entries()) {
      if (!mayGoOn()) return { sent: index, pauseMs: 0, records };
      const prepared = await upcoming;
      const following = chain[index + 1];
      if (following) {
        upcoming = prepare(following);
        // It may never be asked for.
        upcoming.catch(() => undefined);
      }
      const attempt = await attemptDelivery(poster, clock, delivery, prepared);
      metrics.onAttempt(attempt);
      records.push(record(attempt));
      if (isGone(attempt)) {
        await Promise.all(records);
        const { tenantId, webhookListenerId } = delivery;
        await disableListener(parts, { tenantId, webhookListenerId, reason: 'gone', failingSince: null });
      }
      if (attempt.error !== null) return { sent: index + 1, pauseMs: attempt.pauseMs, records };
    }
    return { sent: chain.length, pauseMs: 0, records };
  };

  /** `onSent`: nothing more is sent, what is left is to write it down. */
  return async (chain: Chain, mayGoOn: () => boolean, onSent: () => void): Promise<void> => {
    const { sent, pauseMs, records } = await sendAll(chain, mayGoOn).finally(onSent);
    await Promise.all(records);
    await Promise.all(chain.slice(sent).map((delivery) => release({ delivery, pauseMs })));
    // What comes behind a delivery that is to be retried waits with it.
    const isAllDone = sent === chain.length && pauseMs === 0;
    if (isAllDone && chain[0].sequence !== null) await passNext(chain[0]);
  };
};

/** What one process has in hand of one listener. */
interface Pump {
  readonly queue: { readonly chain: Chain; readonly claimedMs: number }[];
  running: number;
  /** Chains ended since the last claim: how fast the listener is. */
  ended: number;
  isFailing: boolean;
}

const roomOf = ({ queue, running, ended, isFailing }: Pump): number => {
  const wanted = Math.min(Math.max(requestsPerListenerMax, 2 * ended), aheadMax);
  return (isFailing ? requestsWhenFailing : wanted) - queue.length - running;
};

/** A step of background work: runs until nothing is due and nothing is in hand. */
export const createDeliverer = (parts: DelivererParts) => {
  const { database, clock } = parts;
  const runChain = createRunner(parts);

  return async (signal: AbortSignal): Promise<void> => {
    const pumps = new Map<string, Pump>();
    const running = new Set<Promise<void>>();
    let failure: unknown;

    const start = (listenerId: string, pump: Pump): void => {
      while (pump.running < requestsPerListenerMax) {
        const next = pump.queue.shift();
        if (!next) break;
        const mayGoOn = () =>
          !signal.aborted && failure === undefined && performance.now() - next.claimedMs < workMs;
        pump.running += 1;
        const onSent = () => {
          pump.running -= 1;
          pump.ended += 1;
          start(listenerId, pump);
        };
        const run = runChain(next.chain, mayGoOn, onSent)
          .catch((error) => {
            failure ??= error;
          })
          .finally(() => {
            running.delete(run);
          });
        running.add(run);
      }
    };

    const claim = async (): Promise<boolean> => {
      const ofListeners = new Map([...pumps].map(([id, pump]) => [id, roomOf(pump)]));
      const inHand = [...pumps.values()].reduce(
        (sum, { queue, running: busy }) => sum + queue.length + busy,
        0,
      );
      const room = { ofListeners, ofOthers: requestsPerListenerMax, ofFailing: requestsWhenFailing };
      for (const [id, pump] of pumps) {
        if (pump.running === 0 && pump.queue.length === 0 && pump.ended === 0) pumps.delete(id);
        pump.ended = 0;
      }
      const claimedMs = performance.now();
      const { chains, isMore } = await claimDeliveries(
        database,
        { ...room, total: inHandMax - inHand },
        clock.offsetMs,
      );
      for (const chain of chains) {
        const id = chain[0].webhookListenerId;
        const pump = pumps.get(id) ?? { queue: [], running: 0, ended: 0, isFailing: false };
        pump.isFailing = chain[0].isFailing;
        pumps.set(id, pump);
        pump.queue.push({ chain, claimedMs });
      }
      for (const [id, pump] of pumps) start(id, pump);
      return isMore;
    };

    try {
      while (!signal.aborted && failure === undefined) {
        // What ends during a claim makes room that the claim did not know of, and may have left something behind.
        const isIdle = running.size === 0;
        const isMore = await claim();
        if (!isMore && isIdle) return;
        await sleep(busyPauseMs);
        if (!isMore && running.size > 0) await Promise.race([sleep(idlePauseMs), ...running]);
      }
    } finally {
      // Queued chains start and, told not to go on, are given back.
      while (running.size > 0) await Promise.all(running);
    }
    if (failure !== undefined) throw failure;
  };
};
