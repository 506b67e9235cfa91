import { Counter, Gauge, Histogram } from 'prom-client';
import type { Metrics } from '../../platform/metrics.ts';
import type { Attempt } from './record-attempts.ts';

const outcomes = { delivered: 'delivered', failed: 'given_up', waiting: 'to_retry' } as const;

/** What an operator watches of deliveries. */
export const deliveryMetrics = (metrics: Metrics) => {
  const registers = [metrics];
  const attempts = new Counter({
    name: 'leeway_delivery_attempts_total',
    help: 'Attempts to deliver an event, by what came of them.',
    labelNames: ['outcome'],
    registers,
  });
  const seconds = new Histogram({
    name: 'leeway_delivery_seconds',
    help: 'Time of one attempt, from connecting to the end of the answer, in seconds.',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15],
    registers,
  });
  const waiting = new Gauge({
    name: 'leeway_deliveries_waiting',
    help: 'Deliveries in the queue of all processes.',
    registers,
  });
  return {
    onAttempt: ({ outcome, latencyMs }: Attempt): void => {
      attempts.inc({ outcome: outcomes[outcome] });
      seconds.observe(latencyMs / 1000);
    },
    onDepth: (count: number): void => waiting.set(count),
  };
};

export type DeliveryMetrics = ReturnType<typeof deliveryMetrics>;
