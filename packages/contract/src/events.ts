import type { EventType } from './models/webhooks.ts';

/** The event catalogue (rule 36): what a listener can subscribe to. `type` is what an event is about. */
interface EventEntry {
  readonly type: EventType;
  readonly description: string;
}

const about =
  (type: EventType) =>
  (description: string): EventEntry => ({ type, description });
const customer = about('customer');
const group = about('entitlementGroup');
const entitlement = about('entitlement');
const insight = about('insight');

const eventCatalogue = {
  'customer.created': customer('A customer was created.'),
  'customer.updated': customer('A customer was changed.'),
  'entitlement.group.created': group('An entitlement group was created.'),
  'entitlement.group.updated': group('An entitlement group was changed.'),
  'entitlement.created': entitlement('An entitlement was created.'),
  'entitlement.updated': entitlement('The terms of an entitlement were changed.'),
  'entitlement.activated': entitlement('An entitlement has started.'),
  'entitlement.renewed': entitlement('An entitlement was renewed.'),
  'entitlement.expired': entitlement('An entitlement has expired.'),
  'entitlement.expires30days': entitlement('An entitlement expires in 30 days.'),
  'entitlement.expires7days': entitlement('An entitlement expires in 7 days.'),
  'entitlement.expires1day': entitlement('An entitlement expires in one day.'),
  'entitlement.maintenance.expired': entitlement("An entitlement's maintenance has expired."),
  'entitlement.maintenance.expires30days': entitlement("An entitlement's maintenance expires in 30 days."),
  'entitlement.maintenance.expires7days': entitlement("An entitlement's maintenance expires in 7 days."),
  'entitlement.maintenance.expires1day': entitlement("An entitlement's maintenance expires in one day."),
  'entitlement.provision': entitlement('The provisioning of an entitlement was asked for.'),
  'entitlement.seat.activated': entitlement('A seat was taken.'),
  'entitlement.seat.deactivated': entitlement('A seat was released.'),
  'entitlement.usage.summary': entitlement('A usage period was closed, with its final figures.'),
  'entitlement.overdraft.entered': entitlement('More seats are in use than were bought.'),
  'entitlement.overdraft.peaked': entitlement('A time of overdraft has reached a new peak.'),
  'entitlement.overdraft.limitReached': entitlement('The last seat of the overdraft is in use.'),
  'entitlement.overdraft.exited': entitlement('No more seats are in use than were bought, with the figures.'),
  'entitlement.seat.denied': entitlement('A seat was denied.'),
  'entitlement.seat.expired': entitlement('The lease of a seat has ended.'),
  'entitlement.feature.overdraft.entered': entitlement('More of a feature is in use than was bought.'),
  'entitlement.feature.overdraft.exited': entitlement('No more of a feature is in use than was bought.'),
  'entitlement.feature.denied': entitlement('A checkout of a feature was denied.'),
  'entitlement.moreSeats.requested': entitlement('A customer has asked for more seats in the portal.'),
  'entitlement.threshold.crossed': insight('Use has passed one or more thresholds.'),
  'entitlement.threshold.cleared': insight('Use has fallen below one or more thresholds.'),
  'statement.finalized': customer('A usage statement is final.'),
  'statement.corrected': customer('A final usage statement has a correction.'),
  'webhook.disabled': insight('A listener was disabled because it failed for too long.'),
} as const satisfies Record<string, EventEntry>;

export type EventCode = keyof typeof eventCatalogue;

/** The catalogue as a list, in its order. */
export const events: readonly (EventEntry & { readonly code: EventCode })[] = Object.entries(
  eventCatalogue,
).map(([code, entry]) => ({ code: code as EventCode, ...entry }));
