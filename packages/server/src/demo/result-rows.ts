import type { ReplayedEntitlement, Seat } from '@leeway/rules';
import { stringify } from 'lossless-json';
import { outboxEvents } from '../features/entitlements/index.ts';
import { newId } from '../platform/ids.ts';
import type { OutboxEvent } from '../platform/outbox.ts';
import type { Row, Tables } from './catalogue-rows.ts';
import { instant } from './copy.ts';
import type { Journal } from './journal.ts';
import type { Sale } from './sale-rows.ts';
import type { ReplayedYear } from './year.ts';

/** What the replayed year left, as rows: seats held, counters, use of features, and what was told. */

const stateRow = (tenantId: string, { order }: Sale, held: ReplayedEntitlement): Row => ({
  tenant_id: tenantId,
  entitlement_id: held.terms.entitlementId,
  bought: held.terms.seats.bought,
  seats_used: held.seatsUsed,
  sequence: held.sequence,
  version: 1 + (order.seatCounts?.length ?? 0) + (order.renewedDaysAgo?.length ?? 0),
  due_at: instant(held.dueAt),
  activation_date: instant(held.dates.activationDate),
  expiry_date: instant(held.dates.expiryDate),
  maintenance_expiry_date: instant(held.dates.maintenanceExpiryDate),
  disabled_date: instant(held.dates.disabledDate),
  customer_disabled: held.dates.customerDisabled,
  exported: held.dates.exported,
  usage_resets: `{${held.dates.usageResets.map((reset) => instant(reset)).join(',')}}`,
  told_expiry: instant(held.told.toldExpiry),
  told_maintenance_expiry: instant(held.told.toldMaintenanceExpiry),
});

const seatRow = (tenantId: string, entitlementId: string, seat: Seat): Row => ({
  tenant_id: tenantId,
  activation_id: seat.activationId,
  entitlement_id: entitlementId,
  seat_id: seat.seatId,
  seat_name: seat.seatName,
  activation_method: seat.activationMethod,
  username: seat.username,
  activated_at: instant(seat.activatedAt),
  last_lease_at: instant(seat.lastLeaseAt),
  lease_end: instant(seat.leaseEnd),
  counted: seat.counted,
});

const eventRow = (tenantId: string, event: OutboxEvent): Row => ({
  tenant_id: tenantId,
  event_id: newId('event', event.at),
  entitlement_id: event.entitlementId,
  sequence: event.sequence,
  at: instant(event.at),
  event_code: event.eventCode,
  payload: stringify(event.payload) ?? 'null',
});

const journalRows = (tenantId: string, { events, closings, limitSteps }: Journal): Tables => [
  [
    'limit_changes',
    limitSteps.map(({ entitlementId, sequence, at, limits }) => ({
      ...{ tenant_id: tenantId, entitlement_id: entitlementId, sequence, at: instant(at) },
      ...{ bought: limits.bought, hard_cap: limits.hardCap },
    })),
  ],
  [
    'usage_closings',
    closings.map((closing) => ({
      ...{ tenant_id: tenantId, entitlement_id: closing.entitlementId, feature_id: closing.featureId },
      ...{ period_end: instant(closing.periodEnd), period_start: instant(closing.periodStart) },
      ...{ feature_key: closing.featureKey, used: closing.used, overdraft_used: closing.overdraftUsed },
    })),
  ],
  ['outbox', outboxEvents(events).map((event) => eventRow(tenantId, event))],
];

export const resultRows = (tenantId: string, sales: readonly Sale[], year: ReplayedYear): Tables => {
  const states: Row[] = [];
  const activations: Row[] = [];
  const holdings: Row[] = [];
  const usage: Row[] = [];
  for (const sale of sales) {
    const { entitlementId } = sale;
    const held = year.world.entitlements.get(entitlementId);
    if (!held) throw new Error(`${entitlementId} was not replayed`);
    states.push(stateRow(tenantId, sale, held));
    for (const seat of held.seats.values()) {
      activations.push(seatRow(tenantId, entitlementId, seat));
      for (const [feature_id, amount] of seat.holdings) {
        holdings.push({ tenant_id: tenantId, activation_id: seat.activationId, feature_id, amount });
      }
    }
    for (const [feature_id, { used, periodStart }] of held.usage) {
      const period_start = instant(periodStart);
      usage.push({ tenant_id: tenantId, entitlement_id: entitlementId, feature_id, used, period_start });
    }
  }
  return [
    ['entitlement_states', states],
    ['activations', activations],
    ['feature_holdings', holdings],
    ['feature_usage', usage],
    ...journalRows(tenantId, year.journal),
  ];
};
