import {
  type EntitlementEvent,
  type LifeEvent,
  limitsInUse,
  type StateEvent,
  type UsageSummaryEvent,
} from '@leeway/rules';
import type { OutboxEvent } from '../../platform/outbox.ts';

/** What the rules tell, as the outbox keeps it. */

const iso = (at: number) => new Date(at).toISOString();

/** Rule 23: the payloads of the contract. */
const lifePayload = ({ entitlementId, eventCode, date, licenseType, expiryDate }: LifeEvent) => {
  switch (eventCode) {
    case 'entitlement.activated': {
      const expiresAt = expiryDate === null ? null : iso(expiryDate);
      return { entitlementId, licenseType, activatedAt: iso(date), expiresAt };
    }
    case 'entitlement.expired':
      return { entitlementId, expiredAt: iso(date) };
    case 'entitlement.maintenance.expired':
      return { entitlementId, maintenanceExpiredAt: iso(date) };
    default:
      return { entitlementId, expiresAt: iso(date), daysToExpire: Number(/\d+/.exec(eventCode)?.[0]) };
  }
};

/** Changes of state (rule 36) carry where the meter stands, with the feature's key if it is one of a feature. */
const statePayload = ({ entitlementId, limits, used, featureKey }: StateEvent) => ({
  entitlementId,
  ...(featureKey === null ? {} : { featureKey }),
  limits: limitsInUse(limits, used),
});

/** Rule 22: the final figures of a usage period. */
const summaryPayload = ({ entitlementId, periodStart, periodEnd, usages }: UsageSummaryEvent) => ({
  entitlementId,
  billingCycleStart: iso(periodStart),
  billingCycleEnd: iso(periodEnd),
  featureUsages: usages.map(({ featureKey, used, overdraftUsed }) => ({
    key: featureKey,
    used,
    overdraftUsed,
  })),
});

const payloadOf = (event: EntitlementEvent) => {
  if ('usages' in event) return summaryPayload(event);
  return 'date' in event ? lifePayload(event) : statePayload(event);
};

export const outboxEvents = (events: readonly EntitlementEvent[]): OutboxEvent[] =>
  events.map((event) => {
    const { entitlementId, sequence, at, eventCode } = event;
    return { entitlementId, sequence, at, eventCode, payload: payloadOf(event) };
  });
