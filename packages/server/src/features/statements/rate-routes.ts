import { type BodyOf, operations, type RateModel } from '@leeway/contract';
import type { Queryable } from '../../platform/database.ts';
import { type PageAsked, pageAsked, pageReply } from '../../platform/http/paging.ts';
import { invalid, notFound, unknownReference } from '../../platform/http/problem.ts';
import { orDuplicate } from '../../platform/http/unique.ts';
import { instantFrom } from '../../platform/http/validation.ts';
import { newId } from '../../platform/ids.ts';
import type { RoomContext } from '../../platform/room.ts';
import { offeringsById } from '../catalog/index.ts';
import { billingCalendar, storePeriodLength } from './billing-settings-store.ts';
import { rateColumns } from './list-files.ts';
import {
  findRate,
  insertRate,
  type NewRate,
  pageOfRates,
  type RateRow,
  removeRate,
  replaceRate,
} from './rates-store.ts';
import { entitlementExists, placesOfRates, type RatePlace } from './sold-store.ts';

const currencies = new Set(Intl.supportedValuesOf('currency'));

const rateModel = (row: RateRow, place: RatePlace | undefined): RateModel => ({
  id: row.rate_id,
  kind: row.kind,
  amount: row.amount,
  unitCount: row.unit_count,
  currency: row.currency,
  entitlementId: row.entitlement_id,
  customerName: place?.customerName ?? null,
  offeringId: row.offering_id,
  offeringName: place?.offeringName ?? null,
  featureKey: row.feature_key,
  validFrom: row.valid_from?.toISOString() ?? null,
  validTo: row.valid_to?.toISOString() ?? null,
  trueUpFrom: row.true_up_from?.toISOString() ?? null,
  creationDate: row.created_at.toISOString(),
});

const rateModels = async (
  db: Queryable,
  tenantId: string,
  rows: readonly RateRow[],
): Promise<RateModel[]> => {
  const ids = rows.map(({ rate_id }) => rate_id);
  const places = await placesOfRates(db, tenantId, ids);
  return rows.map((row) => rateModel(row, places.get(row.rate_id)));
};

const oneRate = async (db: Queryable, tenantId: string, row: RateRow): Promise<RateModel> => {
  const [model] = await rateModels(db, tenantId, [row]);
  if (!model) throw new Error('a rate has no model');
  return model;
};

type Asked = BodyOf<typeof operations.createRate>;

/** Refuses a currency that ISO 4217 does not have. */
export const checkCurrency = (propertyName: string, currency: string): void => {
  if (!currencies.has(currency)) throw invalid(propertyName, 'is no currency of ISO 4217');
};

const rateAsked = (rateId: string, body: Asked): NewRate => {
  const { entitlementId = null, offeringId = null, featureKey = null } = body;
  const dateOf = (text: string | null | undefined) => (text ? new Date(instantFrom(text)) : null);
  const [validFrom, validTo] = [dateOf(body.validFrom), dateOf(body.validTo)];
  const trueUpFrom = dateOf(body.trueUpFrom);
  checkCurrency('currency', body.currency);
  if (entitlementId !== null && offeringId !== null)
    throw invalid('offeringId', 'must be left out when there is an entitlementId');
  if (body.kind === 'overdraftUnit' && featureKey === null)
    throw invalid('featureKey', 'is required with "overdraftUnit": it prices units of a usage count');
  if (validFrom && validTo && validTo <= validFrom) throw invalid('validTo', 'must be after validFrom');
  if (trueUpFrom && body.kind !== 'peakOverdraftUnit')
    throw invalid('trueUpFrom', 'fits "peakOverdraftUnit" alone: it compares peaks');
  return {
    ...{ rate_id: rateId, entitlement_id: entitlementId, offering_id: offeringId, feature_key: featureKey },
    ...{ kind: body.kind, amount: body.amount, unit_count: body.unitCount ?? 1n, currency: body.currency },
    ...{ valid_from: validFrom, valid_to: validTo, true_up_from: trueUpFrom },
  };
};

const checkReferences = async (tx: Queryable, tenantId: string, rate: NewRate): Promise<void> => {
  const { entitlement_id: entitlementId, offering_id: offeringId } = rate;
  if (entitlementId !== null && !(await entitlementExists(tx, tenantId, entitlementId)))
    throw unknownReference('entitlementId', 'entitlement', entitlementId);
  if (offeringId !== null && !(await offeringsById(tx, tenantId, [offeringId])).has(offeringId))
    throw unknownReference('offeringId', 'offering', offeringId);
};

const taken = 'a rate of the same place and beginning';

type RatesFilter = Parameters<typeof pageOfRates>[2];

const listRates = async (db: Queryable, tenantId: string, filter: RatesFilter, page: PageAsked) => {
  const { rows, total } = await pageOfRates(db, tenantId, filter, page);
  return pageReply(page, await rateModels(db, tenantId, rows), total);
};

export const registerRates = ({ route, database, clock, sendList }: RoomContext): void => {
  route(operations.listRates, ({ tenantId, query }) =>
    listRates(database, tenantId, query, pageAsked(query)),
  );

  route(operations.exportRates, (asked) =>
    sendList(asked, {
      ...{ title: 'Rates', columns: rateColumns },
      read: (db, page) => listRates(db, asked.tenantId, asked.query, page),
    }),
  );

  route(operations.createRate, ({ tenantId, author, body }) => {
    const rate = rateAsked(newId('rate', clock.now()), body);
    return orDuplicate(
      'validFrom',
      taken,
      database.transaction(author, async (tx) => {
        await checkReferences(tx, tenantId, rate);
        const row = await insertRate(tx, tenantId, rate, clock.now());
        if (!row) throw new Error('a rate was not inserted');
        return oneRate(tx, tenantId, row);
      }),
    );
  });

  route(operations.getRate, async ({ tenantId, params }) => {
    const row = await findRate(database, tenantId, params.rateId);
    if (!row) throw notFound('rate', params.rateId);
    return oneRate(database, tenantId, row);
  });

  route(operations.updateRate, ({ tenantId, author, params, body }) => {
    const rate = rateAsked(params.rateId, body);
    return orDuplicate(
      'validFrom',
      taken,
      database.transaction(author, async (tx) => {
        if (!(await findRate(tx, tenantId, params.rateId))) throw notFound('rate', params.rateId);
        await checkReferences(tx, tenantId, rate);
        if (!(await replaceRate(tx, tenantId, rate))) throw notFound('rate', params.rateId);
        return undefined;
      }),
    );
  });

  route(operations.deleteRate, ({ tenantId, author, params }) =>
    database.transaction(author, async (tx) => {
      if (!(await removeRate(tx, tenantId, params.rateId))) throw notFound('rate', params.rateId);
      return undefined;
    }),
  );

  route(operations.getBillingSettings, async ({ tenantId }) => ({
    billingPeriodLength: (await billingCalendar(database, tenantId)).length,
  }));

  route(operations.updateBillingSettings, ({ tenantId, author, body }) =>
    database.transaction(author, async (tx) => {
      await storePeriodLength(tx, tenantId, body.billingPeriodLength, clock.now());
      return undefined;
    }),
  );
};
