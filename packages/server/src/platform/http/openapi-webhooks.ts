import { eventPayloads, events } from '@leeway/contract';

/** The section `webhooks` of the served document: what a listener is sent, event by event. */

type Json = { readonly [key: string]: unknown };

const id = (prefix: string) => ({ type: 'string', pattern: `^${prefix}_[A-Za-z0-9_-]{22}$` });

const headers = [
  ['N-Signature', 'RSA-SHA256 over the body, in base64, by the key of GET /api/v1/account/key.'],
  ['webhook-id', 'The id of the event, the same at each attempt (Standard Webhooks).'],
  ['webhook-timestamp', 'Seconds since 1970 of this attempt (Standard Webhooks).'],
  ['webhook-signature', "HMAC-SHA256 by the listener's secret, one or two of them (Standard Webhooks)."],
].map(([name, description]) => ({
  name,
  in: 'header',
  required: true,
  description,
  schema: { type: 'string' },
}));

const envelope = (code: string, payload: unknown): Json => ({
  type: 'object',
  required: ['eventId', 'eventDate', 'eventCode', 'resourceId', 'callAttempt', 'payload'],
  properties: {
    eventId: id('event'),
    eventDate: { type: 'string', format: 'date-time' },
    eventCode: { const: code },
    resourceId: id('[a-z]+'),
    callAttempt: { type: 'integer', format: 'int32', minimum: 1 },
    sequence: {
      type: 'integer',
      format: 'int64',
      description: 'Grows with each event of one entitlement; left out for what is of no entitlement.',
    },
    payload,
  },
});

const operationId = (code: string) =>
  `on${code.replaceAll(/(?:^|\.)([a-z])/g, (_, letter: string) => letter.toUpperCase())}`;

/** @param referring puts references in place of the models of a schema */
export const openapiWebhooks = (referring: (schema: unknown) => unknown): Json =>
  Object.fromEntries(
    events.map(({ code, description }) => [
      code,
      {
        post: {
          operationId: operationId(code),
          tags: ['webhookEvents'],
          summary: description,
          security: [],
          parameters: headers,
          requestBody: {
            required: true,
            content: { 'application/json': { schema: envelope(code, referring(eventPayloads[code])) } },
          },
          responses: { '2XX': { description: 'Received. Anything else is tried again.' } },
        },
      },
    ]),
  );
