import type {
  EditionModel,
  OfferingModel,
  operations,
  PlanModel,
  ProductModel,
  SortOf,
} from '@leeway/contract';
import type { Queryable } from '../../platform/database.ts';
import { type ListChoice, namedSql, namePart, orderSqlOf } from '../../platform/http/list-choice.ts';
import type { PageAsked } from '../../platform/http/paging.ts';
import { intervalSql, overdraftSql } from './columns.ts';

/** What an edit of an offering sets. */
export type OfferingSettings = Omit<OfferingModel, 'id' | 'edition' | 'plan' | 'stats'>;

/** An offering with everything it refers to: what a sale copies. `gracePeriod` null: the product's holds. */
export interface Offering extends OfferingSettings {
  readonly id: string;
  readonly edition: EditionModel & { readonly product: ProductModel };
  readonly plan: PlanModel;
}

const offeringsSql = `
  select
    o.offering_id as "id",
    o.edition_id as "editionId",
    o.plan_id as "planId",
    o.name,
    o.sku,
    o.description,
    o.seat_count as "seatCount",
    o.has_maintenance as "hasMaintenance",
    ${intervalSql('o', 'maintenance_duration')} as "maintenanceDuration",
    ${overdraftSql('o')} as "overdraftSeatLimit",
    o.concurrency_mode as "concurrencyMode",
    o.custom_fields as "customFields",
    o.usage_reset_schedule as "usageResetSchedule",
    case when o.grace_period_type is not null then ${intervalSql('o', 'grace_period')} end as "gracePeriod",
    json_build_object(
      'id', e.edition_id, 'productId', e.product_id, 'name', e.name, 'description', e.description,
      'product', json_build_object(
        'id', p.product_id, 'name', p.name, 'description', p.description,
        'leasePeriod', ${intervalSql('p', 'lease_period')},
        'offlineLeasePeriod', ${intervalSql('p', 'offline_lease_period')},
        'gracePeriod', ${intervalSql('p', 'grace_period')}
      )
    ) as "edition",
    json_build_object(
      'id', l.plan_id, 'name', l.name, 'description', l.description, 'licenseType', l.license_type,
      'licenseStartType', l.license_start_type, 'licenseDuration', ${intervalSql('l', 'license_duration')},
      'planType', l.plan_type
    ) as "plan"
  from offerings o
  join editions e on e.tenant_id = o.tenant_id and e.edition_id = o.edition_id
  join products p on p.tenant_id = e.tenant_id and p.product_id = e.product_id
  join plans l on l.tenant_id = o.tenant_id and l.plan_id = o.plan_id`;

const selectOfferingsByIdSql = `${offeringsSql}
  where o.tenant_id = $1 and o.offering_id = any ($2)`;

// For a sale: what is applied to everything sold of an offering waits for it, or it for that (rule 9).
const selectOfferingsBySkuSql = `${offeringsSql}
  where o.tenant_id = $1 and o.sku = any ($2)
  for share of o`;

const lockOfferingSql = `${offeringsSql}
  where o.tenant_id = $1 and o.offering_id = $2
  for no key update of o`;

type OfferingsChoice = ListChoice<SortOf<typeof operations.listOfferings>>;

const orderSql = orderSqlOf<SortOf<typeof operations.listOfferings>>({
  by: {
    name: 'lower(o.name)',
    sku: 'lower(o.sku)',
    description: 'lower(o.description)',
    edition: ['lower(p.name)', 'lower(e.name)'],
    plan: 'lower(l.name)',
    seatCount: 'o.seat_count',
    concurrencyMode: 'o.concurrency_mode',
  },
  createdAt: 'o.created_at',
  id: 'o.offering_id',
});

const chosenSql = `o.tenant_id = $1
    and ($2::text is null or e.product_id = $2)
    and ($3::text is null or o.plan_id = $3)
    and ${namedSql('$4', 'o.name', 'o.sku')}`;

const selectOfferingsSql = (sort: OfferingsChoice['sort']) => `${offeringsSql}
  where ${chosenSql}
  ${orderSql(sort)}
  limit $5 offset $6`;

const countOfferingsSql = `
  select count(*)::int as total
  from offerings o
  join editions e on e.tenant_id = o.tenant_id and e.edition_id = o.edition_id
  where ${chosenSql}`;

const insertOfferingSql = `
  insert into offerings (
    tenant_id, offering_id, edition_id, plan_id, name, sku, description, seat_count, overdraft_type,
    overdraft_value, concurrency_mode, has_maintenance, maintenance_duration_type, maintenance_duration_count,
    usage_reset_schedule, grace_period_type, grace_period_count, custom_fields, created_at
  )
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`;

const updateOfferingSql = `
  update offerings
  set edition_id = $3, plan_id = $4, name = $5, sku = $6, description = $7, seat_count = $8,
    overdraft_type = $9, overdraft_value = $10, concurrency_mode = $11, has_maintenance = $12,
    maintenance_duration_type = $13, maintenance_duration_count = $14, usage_reset_schedule = $15,
    grace_period_type = $16, grace_period_count = $17, custom_fields = $18
  where tenant_id = $1 and offering_id = $2
  returning offering_id`;

const selectReferencesSql = `
  select
    exists (select from editions where tenant_id = $1 and edition_id = $2 for key share) as edition,
    exists (select from plans where tenant_id = $1 and plan_id = $3 for key share) as plan`;

const settingsValues = (offering: OfferingSettings) => [
  offering.editionId,
  offering.planId,
  offering.name,
  offering.sku,
  offering.description,
  offering.seatCount,
  offering.overdraftSeatLimit.type,
  offering.overdraftSeatLimit.value,
  offering.concurrencyMode,
  offering.hasMaintenance,
  offering.maintenanceDuration.type,
  offering.maintenanceDuration.count,
  offering.usageResetSchedule,
  offering.gracePeriod?.type ?? null,
  offering.gracePeriod?.count ?? null,
  offering.customFields,
];

/** @param at epoch ms */
export const insertOffering = async (
  db: Queryable,
  tenantId: string,
  offeringId: string,
  settings: OfferingSettings,
  at: number,
) => {
  await db.query(insertOfferingSql, [tenantId, offeringId, ...settingsValues(settings), new Date(at)]);
};

/** False: there is no such offering. */
export const updateOffering = async (
  db: Queryable,
  tenantId: string,
  offeringId: string,
  settings: OfferingSettings,
): Promise<boolean> => {
  const rows = await db.query(updateOfferingSql, [tenantId, offeringId, ...settingsValues(settings)]);
  return rows.length > 0;
};

/** Whether the edition and the plan an offering would refer to exist. */
export const referencesExist = async (
  db: Queryable,
  tenantId: string,
  { editionId, planId }: Pick<OfferingSettings, 'editionId' | 'planId'>,
): Promise<{ edition: boolean; plan: boolean }> => {
  const [row] = await db.query<{ edition: boolean; plan: boolean }>(selectReferencesSql, [
    tenantId,
    editionId,
    planId,
  ]);
  return row ?? { edition: false, plan: false };
};

/** Nobody else edits it until the transaction ends; null: there is none. */
export const lockOffering = async (tx: Queryable, tenantId: string, offeringId: string) => {
  const [row] = await tx.query<Offering>(lockOfferingSql, [tenantId, offeringId]);
  return row ?? null;
};

/** Offerings by id; unknown ids are left out. */
export const offeringsById = async (
  db: Queryable,
  tenantId: string,
  offeringIds: readonly string[],
): Promise<Map<string, Offering>> => {
  const rows = await db.query<Offering>(selectOfferingsByIdSql, [tenantId, offeringIds]);
  return new Map(rows.map((row) => [row.id, row]));
};

/** Offerings by SKU, as stored: without blanks at the ends; unknown SKUs are left out. */
export const offeringsBySku = async (
  db: Queryable,
  tenantId: string,
  skus: readonly string[],
): Promise<Map<string, Offering>> => {
  const rows = await db.query<Offering>(selectOfferingsBySkuSql, [tenantId, skus]);
  return new Map(rows.map((row) => [row.sku, row]));
};

interface OfferingFilter extends OfferingsChoice {
  readonly productId?: string;
  readonly planId?: string;
}

export const listOfferings = async (
  db: Queryable,
  tenantId: string,
  { productId, planId, name, sort }: OfferingFilter,
  page: PageAsked,
) => {
  const filter = [tenantId, productId ?? null, planId ?? null, namePart(name)];
  const items = await db.query<Offering>(selectOfferingsSql(sort), [...filter, page.pageSize, page.offset]);
  const [count] = await db.query<{ total: number }>(countOfferingsSql, filter);
  return { items, total: count?.total ?? 0 };
};
