import type { ThresholdModel, WebhookModel } from '@leeway/contract';
import { columnOf, instantCell } from '../../platform/files/send-list.ts';
import type { DeliveryRow } from './deliveries-store.ts';

/** Columns of this room's lists as files; none has a secret. */

const ofListener = columnOf<WebhookModel>;

export const listenerColumns = [
  ofListener('webhookListenerId', 'Webhook', 'text', ({ id }) => id),
  ofListener('uri', 'Address', 'text', ({ uri }) => uri),
  ofListener('enabled', 'Enabled', 'boolean', ({ enabled }) => enabled),
  ofListener('failingSince', 'Failing since', 'dateTime', ({ failingSince }) => instantCell(failingSince)),
  ofListener('subscriptions', 'Events', 'text', ({ subscriptions }) => subscriptions.join(', ')),
];

const ofDelivery = columnOf<DeliveryRow>;

export const deliveryColumns = [
  ofDelivery('deliveryId', 'Delivery', 'text', ({ id }) => id),
  ofDelivery('eventId', 'Event id', 'text', ({ eventId }) => eventId),
  ofDelivery('eventDate', 'Happened', 'dateTime', ({ eventDate }) => eventDate),
  ofDelivery('eventCode', 'Event', 'word', ({ eventCode }) => eventCode),
  ofDelivery('resourceId', 'About', 'text', ({ resourceId }) => resourceId),
  ofDelivery('entitlementId', 'Entitlement', 'text', ({ entitlementId }) => entitlementId),
  ofDelivery('sequence', 'Sequence', 'integer', ({ sequence }) => sequence),
  ofDelivery('status', 'State', 'word', ({ status }) => status),
  ofDelivery('attempts', 'Attempts', 'integer', ({ attempts }) => attempts),
  ofDelivery('nextAttemptDate', 'Next attempt', 'dateTime', ({ nextAttemptDate }) => nextAttemptDate),
  ofDelivery('finishedDate', 'Finished', 'dateTime', ({ finishedDate }) => finishedDate),
];

const ofThreshold = columnOf<ThresholdModel>;

const quietText = ({ quietHours }: ThresholdModel) =>
  quietHours ? `${quietHours.from} to ${quietHours.until}` : null;

export const thresholdColumns = [
  ofThreshold('thresholdId', 'Threshold', 'text', ({ id }) => id),
  ofThreshold('measure', 'Measure', 'word', ({ measure }) => measure),
  ofThreshold('value', 'Value', 'integer', ({ value }) => value),
  ofThreshold('featureKey', 'Feature', 'text', ({ featureKey }) => featureKey),
  ofThreshold('offeringId', 'Offering', 'text', ({ offeringId }) => offeringId),
  ofThreshold('entitlementId', 'Entitlement', 'text', ({ entitlementId }) => entitlementId),
  ofThreshold('customerId', "The customer's own", 'text', ({ customerId }) => customerId),
  ofThreshold('toOwners', 'Mail to owners', 'boolean', ({ mail }) => mail?.toOwners ?? false),
  ofThreshold('toContacts', 'Mail to contacts', 'boolean', ({ mail }) => mail?.toContacts ?? false),
  ofThreshold('addresses', 'Mail to', 'text', ({ mail }) => mail?.addresses.join(', ') || null),
  ofThreshold('quietHours', 'No mails', 'text', quietText),
  ofThreshold('createdAt', 'Created on', 'dateTime', ({ createdAt }) => instantCell(createdAt)),
];
