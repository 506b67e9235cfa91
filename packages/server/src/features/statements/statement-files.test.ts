import type { StatementModel } from '@leeway/contract';
import Fastify from 'fastify';
import { expect, it } from 'vitest';
import { sendStatementCsv, sendStatementFocus } from './statement-files.ts';

const statement = (currency: string, amount: bigint, previousAmount: bigint): StatementModel => ({
  ...{
    id: 'stm_1',
    customerName: 'Northwind',
    customerId: 'cust_1',
    periodStart: '2026-01-01T00:00:00.000Z',
    timeZone: 'UTC',
  },
  ...{
    periodEnd: '2026-02-01T00:00:00.000Z',
    status: 'correction',
    closedDate: null,
    correction: 1,
    totals: [],
  },
  lines: [
    {
      ...{
        id: 'line_1',
        entitlementId: 'ent_1',
        featureKey: null,
        sku: '-1+2',
        offeringId: 'off_1',
        p99: 1n,
      },
      ...{
        offeringName: '@SUM(A1)',
        productId: 'prod_1',
        bought: 1n,
        peak: 1n,
        average: 1,
        overdraftPeak: 0n,
        overdraftP99: 0n,
      },
      ...{
        overdraftSeatHours: 0,
        overdraftSeconds: 0,
        used: null,
        overdraftUsed: null,
        amount,
        previousAmount,
      },
      rate: { id: null, kind: 'peakOverdraftUnit', amount: 1n, unitCount: 1n, currency, trueUpFrom: null },
      earlierPeak: null,
    },
  ],
});

const sent = async (send: (reply: Parameters<typeof sendStatementCsv>[0]) => unknown): Promise<string[]> => {
  const app = Fastify();
  app.get('/', (_, reply) => send(reply));
  const { body } = await app.inject('/');
  await app.close();
  return body.split('\r\n')[1]?.split(',') ?? [];
};

const parties = { tenantName: 'Acme', customerName: '+Northwind' };

it.each([
  ['EUR', 5n, 210n, '-2.05'],
  ['JPY', 5n, 210n, '-205'],
  ['KWD', 1_000_000_000_000_000_000_001n, 0n, '1000000000000000000.001'],
])(
  'FOCUS tells %s exactly, a negative cost as a number and texts as no formulas',
  async (currency, now, before, cost) => {
    const cells = await sent((reply) => sendStatementFocus(reply, statement(currency, now, before), parties));
    expect(cells[0]).toBe(cost);
    expect(cells).toContain("'+Northwind");
    expect(cells).toContain("'@SUM(A1)");
    expect(cells).toContain("'-1+2");
  },
);

it('CSV keeps minor units as they are', async () => {
  const cells = await sent((reply) => sendStatementCsv(reply, statement('EUR', 5n, 210n)));
  expect(cells.slice(-5)).toEqual(['EUR', '5', '210', '', '']);
});
