import type { StateEvent } from '@leeway/rules';
import type { OutboxEvent } from '../../platform/outbox.ts';

/** Changes of state (rule 36) as the outbox keeps them: the limits in force and the use, with the feature's key if any. */
export const outboxEvents = (events: readonly StateEvent[]): OutboxEvent[] =>
  events.map(({ limits, used, featureKey, ...event }) => ({
    ...event,
    payload: { ...limits, used, ...(featureKey === null ? {} : { featureKey }) },
  }));
