import { Counter, Gauge, Histogram } from 'prom-client';
import type { Metrics } from '../../platform/metrics.ts';
import type { Outcome } from './waiting.ts';

/** What an operator watches of the decision plane. `waiting` tells how many requests wait for their decision. */
export const admissionMetrics = (metrics: Metrics, waiting: () => number) => {
  const registers = [metrics];
  const decisions = new Counter({
    name: 'leeway_decisions_total',
    help: 'Decisions by result.',
    labelNames: ['result'],
    registers,
  });
  const batchSize = new Histogram({
    name: 'leeway_batch_size',
    help: 'Requests decided in one transaction.',
    buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256],
    registers,
  });
  const seconds = new Histogram({
    name: 'leeway_decision_seconds',
    help: 'Time of one transaction of decisions, from its begin until it is on the disk, in seconds.',
    buckets: [0.0005, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128, 0.5, 2],
    registers,
  });
  new Gauge({
    name: 'leeway_queue_depth',
    help: 'Requests that wait for their decision.',
    registers,
    collect() {
      this.set(waiting());
    },
  });
  return {
    onBatch: (outcomes: readonly Outcome[], took: number): void => {
      batchSize.observe(outcomes.length);
      seconds.observe(took);
      const results = new Map<string, number>();
      for (const outcome of outcomes) {
        const result = outcome.kind === 'decided' ? outcome.decision.outcome : outcome.kind;
        results.set(result, (results.get(result) ?? 0) + 1);
      }
      for (const [result, count] of results) decisions.inc({ result }, count);
    },
    onShed: (): void => decisions.inc({ result: 'shed' }),
  };
};
