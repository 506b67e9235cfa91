import { expect, it } from 'vitest';
import type { Row } from '../../api/wire.ts';
import { bodyOf, valuesOf } from './rate-values.ts';

const rate: Row<'listRates'> = {
  ...({ id: 'rate_1', kind: 'peakOverdraftUnit', amount: 14_905, unitCount: 1, currency: 'EUR' } as const),
  ...{ entitlementId: null, customerName: null, offeringId: 'off_1', offeringName: 'CAD', featureKey: null },
  ...{ validFrom: '2026-03-31T22:00:00.000Z', validTo: null, trueUpFrom: null },
  creationDate: '2026-01-01T00:00:00.000Z',
};

it('money is typed as a decimal, days are those of the account', () => {
  const values = valuesOf(rate, 'Europe/Berlin');
  expect(values).toMatchObject({ level: 'offering', amount: 149.05, validFrom: '2026-04-01', validTo: '' });
  const body = bodyOf(values, 'Europe/Berlin');
  expect(body).toMatchObject({
    amount: 14_905,
    validFrom: rate.validFrom,
    validTo: null,
    entitlementId: null,
  });
});

it('a currency without minor units is typed whole', () => {
  expect(valuesOf({ ...rate, currency: 'JPY' }, 'UTC').amount).toBe(14_905);
  expect(bodyOf({ ...valuesOf(null, 'UTC'), amount: '1.005', currency: 'BHD' }, 'UTC').amount).toBe(1_005);
});

it('another level leaves what was picked for the first one behind', () => {
  const body = bodyOf({ ...valuesOf(rate, 'UTC'), level: 'account' }, 'UTC');
  expect(body).toMatchObject({ offeringId: null, entitlementId: null });
});
