import { deliveryAnswerBytesMax, deliveryTimeoutMs, eventDays } from '@leeway/contract';
import type { BackgroundStep } from '../../platform/background-loop.ts';
import { createPoster } from '../../platform/http/post-outside.ts';
import type { RoomContext } from '../../platform/room.ts';
import { createDeliverer, requestsPerListenerMax } from './deliver.ts';
import { forgetEvents, queueDepth } from './deliveries-store.ts';
import { deliveryMetrics } from './delivery-metrics.ts';
import { createTeller } from './tell-events.ts';
import { sendWaitingMails } from './threshold-mails.ts';

/** Timed work of events. */

const dayMs = 86_400_000;
const forgetMax = 5_000;

export const eventSteps = (
  { app, database, clock, metrics, publicUrl }: RoomContext,
  allowPrivate: boolean,
): BackgroundStep[] => {
  const poster = createPoster({
    allowPrivate,
    timeoutMs: deliveryTimeoutMs,
    answerBytesMax: deliveryAnswerBytesMax,
    connectionsMax: requestsPerListenerMax,
  });
  app.addHook('onClose', async () => poster.close());
  const observed = deliveryMetrics(metrics);
  return [
    { name: 'events.tell', everyMs: 250, run: createTeller({ database, clock, publicUrl }) },
    {
      name: 'events.thresholdMails',
      everyMs: 30_000,
      run: (signal) => sendWaitingMails({ database, clock, publicUrl }, signal),
    },
    {
      name: 'events.deliver',
      everyMs: 200,
      run: createDeliverer({ database, clock, poster, metrics: observed }),
    },
    {
      name: 'events.measure',
      everyMs: 15_000,
      run: async () => observed.onDepth(await queueDepth(database)),
    },
    {
      name: 'events.forget',
      everyMs: 3_600_000,
      run: async (signal) => {
        const before = new Date(clock.now() - eventDays * dayMs);
        while (!signal.aborted && (await forgetEvents(database, before, forgetMax)) === forgetMax);
      },
    },
  ];
};
