import type { operations, RateKind, SortOf } from '@leeway/contract';
import type { Rate, RateScope } from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';
import { type ListChoice, namedSql, namePart, orderSqlOf } from '../../platform/http/list-choice.ts';
import type { PageAsked } from '../../platform/http/paging.ts';
import { placedRatesSql } from './sold-store.ts';

/** The tables rates and billing_settings. */

export interface RateRow {
  readonly rate_id: string;
  readonly entitlement_id: string | null;
  readonly offering_id: string | null;
  readonly feature_key: string | null;
  readonly kind: RateKind;
  readonly amount: bigint;
  readonly unit_count: bigint;
  readonly currency: string;
  readonly valid_from: Date | null;
  readonly valid_to: Date | null;
  readonly true_up_from: Date | null;
  readonly created_at: Date;
}

export type NewRate = Omit<RateRow, 'created_at'>;

/** A rate as the rules know it, with its id. */
export interface KnownRate extends Rate, RateScope {
  readonly rateId: string | null;
}

const knownRate = (row: RateRow): KnownRate => ({
  rateId: row.rate_id,
  kind: row.kind,
  amount: row.amount,
  unitCount: row.unit_count,
  currency: row.currency,
  entitlementId: row.entitlement_id,
  offeringId: row.offering_id,
  featureKey: row.feature_key,
  validFrom: row.valid_from?.getTime() ?? null,
  validTo: row.valid_to?.getTime() ?? null,
  trueUpFrom: row.true_up_from?.getTime() ?? null,
});

const columns = `rate_id, entitlement_id, offering_id, feature_key, kind, amount, unit_count, currency, valid_from,
  valid_to, true_up_from, created_at`;

type RatesChoice = ListChoice<SortOf<typeof operations.listRates>>;

const orderSql = orderSqlOf<SortOf<typeof operations.listRates>>({
  by: {
    offeringName: ['lower(place.offering_name)', 'lower(place.customer_name)'],
    customerName: ['lower(place.customer_name)', 'lower(place.offering_name)'],
    featureKey: 'lower(feature_key)',
    kind: 'kind',
    amount: ['currency', 'amount'],
    validFrom: 'valid_from',
    creationDate: 'created_at',
  },
  createdAt: 'created_at',
  id: 'rate_id',
});

// A rate has no name: people know it by what it prices.
const chosenSql = `
  from ${placedRatesSql}
  where tenant_id = $1
    and ($2::text is null or offering_id = $2)
    and ($3::text is null or entitlement_id = $3)
    and ${namedSql('$4', 'place.offering_name', 'place.customer_name', 'feature_key')}`;

const pageSql = (sort: RatesChoice['sort']) => `
  select ${columns}, count(*) over ()::int as total
  ${chosenSql}
  ${orderSql(sort)}
  limit $5 offset $6`;

const countSql = `select count(*)::int as total ${chosenSql}`;

export const pageOfRates = async (
  db: Queryable,
  tenantId: string,
  filter: RatesChoice & { readonly offeringId?: string; readonly entitlementId?: string },
  { pageSize, offset }: PageAsked,
): Promise<{ readonly rows: RateRow[]; readonly total: number }> => {
  const asked = [tenantId, filter.offeringId ?? null, filter.entitlementId ?? null, namePart(filter.name)];
  const rows = await db.query<RateRow & { total: number }>(pageSql(filter.sort), [
    ...asked,
    pageSize,
    offset,
  ]);
  const total = rows[0]?.total ?? (await db.query<{ total: number }>(countSql, asked))[0]?.total ?? 0;
  return { rows, total };
};

const findSql = `select ${columns} from rates where tenant_id = $1 and rate_id = $2`;

export const findRate = async (db: Queryable, tenantId: string, rateId: string) =>
  (await db.query<RateRow>(findSql, [tenantId, rateId]))[0];

/** Those that could price one of these: of the tenant, of the offerings, of the entitlements. */
const ratesForSql = `
  select ${columns}
  from rates
  where tenant_id = $1 and (entitlement_id is null or entitlement_id = any ($2::text[]))
    and (offering_id is null or offering_id = any ($3::text[]))
  order by created_at, rate_id`;

export const ratesFor = async (
  db: Queryable,
  tenantId: string,
  sold: readonly { readonly entitlementId: string; readonly offeringId: string }[],
): Promise<KnownRate[]> => {
  const rows = await db.query<RateRow>(ratesForSql, [
    tenantId,
    sold.map(({ entitlementId }) => entitlementId),
    sold.map(({ offeringId }) => offeringId),
  ]);
  return rows.map(knownRate);
};

const valuesOf = (rate: NewRate) => [
  ...[rate.rate_id, rate.entitlement_id, rate.offering_id, rate.feature_key, rate.kind],
  ...[rate.amount, rate.unit_count, rate.currency, rate.valid_from, rate.valid_to],
  rate.true_up_from,
];

const insertSql = `
  insert into rates (tenant_id, ${columns})
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
  returning ${columns}`;

export const insertRate = async (
  tx: Queryable,
  tenantId: string,
  rate: NewRate,
  at: number,
): Promise<RateRow | undefined> =>
  (await tx.query<RateRow>(insertSql, [tenantId, ...valuesOf(rate), new Date(at)]))[0];

const updateSql = `
  update rates
  set entitlement_id = $3, offering_id = $4, feature_key = $5, kind = $6, amount = $7, unit_count = $8,
    currency = $9, valid_from = $10, valid_to = $11, true_up_from = $12
  where tenant_id = $1 and rate_id = $2
  returning rate_id`;

/** Answers whether there is such a rate. */
export const replaceRate = async (tx: Queryable, tenantId: string, rate: NewRate): Promise<boolean> =>
  (await tx.query(updateSql, [tenantId, ...valuesOf(rate)])).length > 0;

const deleteSql = `delete from rates where tenant_id = $1 and rate_id = $2 returning rate_id`;

export const removeRate = async (tx: Queryable, tenantId: string, rateId: string): Promise<boolean> =>
  (await tx.query(deleteSql, [tenantId, rateId])).length > 0;
