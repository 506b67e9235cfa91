import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { events } from './events.ts';

const contract = new URL('../contract/management-api.openapi.json', import.meta.url);
const { webhooks } = JSON.parse(readFileSync(contract, 'utf8')) as { webhooks: Record<string, unknown> };

const ours = [
  'entitlement.feature.denied',
  'entitlement.feature.overdraft.entered',
  'entitlement.feature.overdraft.exited',
  'entitlement.moreSeats.requested',
  'entitlement.overdraft.entered',
  'entitlement.overdraft.exited',
  'entitlement.overdraft.limitReached',
  'entitlement.overdraft.peaked',
  'entitlement.seat.denied',
  'entitlement.seat.expired',
  'entitlement.threshold.cleared',
  'entitlement.threshold.crossed',
  'statement.corrected',
  'statement.finalized',
  'webhook.disabled',
];

describe('the event catalogue', () => {
  it("rule 36: has the contract's codes and ours, and no other", () => {
    expect(events.map(({ code }) => code).sort()).toEqual([...Object.keys(webhooks), ...ours].sort());
  });
});
