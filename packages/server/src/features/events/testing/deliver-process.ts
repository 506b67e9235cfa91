import { systemClock } from '../../../platform/clock.ts';
import { openDatabase } from '../../../platform/database.ts';
import { createPoster } from '../../../platform/http/post-outside.ts';
import { createMetrics } from '../../../platform/metrics.ts';
import { createDeliverer, requestsPerListenerMax } from '../deliver.ts';
import { deliveryMetrics } from '../delivery-metrics.ts';

/**
 * A process of its own that delivers from the database of its first argument until it is killed: what a whole server
 * does in its background, for tests that kill one after the other.
 */
const database = openDatabase({ url: process.argv[2] ?? '', log: () => undefined });
const poster = createPoster({
  ...{ allowPrivate: true, timeoutMs: 15_000, answerBytesMax: 4096, connectionsMax: requestsPerListenerMax },
});
const metrics = deliveryMetrics(createMetrics());
const deliver = createDeliverer({ database, clock: systemClock, poster, metrics });
const { signal } = new AbortController();
for (;;) {
  await deliver(signal);
  await new Promise((resolve) => setTimeout(resolve, 20));
}
