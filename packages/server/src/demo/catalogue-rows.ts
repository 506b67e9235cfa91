import type { Interval, OverdraftLimit } from '@leeway/rules';
import { newId } from '../platform/ids.ts';
import {
  type DemoFeature,
  type DemoOffering,
  offerings,
  type PlanKey,
  type ProductKey,
  plans,
  products,
  rates,
  type Sku,
} from './catalogue.ts';
import { type Cell, instant } from './copy.ts';

/** The catalogue as rows, in the order in which they can be loaded. */

export type Row = Readonly<Record<string, Cell>>;
export type Tables = readonly (readonly [table: string, rows: readonly Row[]])[];

export interface CatalogueIds {
  readonly products: Readonly<Record<ProductKey, string>>;
  readonly offerings: Readonly<Record<Sku, string>>;
  /** By product and name: `cad Professional`. */
  readonly editions: ReadonlyMap<string, string>;
  /** By product and key: `cad solver-cores`. */
  readonly features: ReadonlyMap<string, string>;
}

export const intervalCells = (name: string, interval: Interval | null): Row => ({
  [`${name}_type`]: interval?.type ?? null,
  [`${name}_count`]: interval?.count ?? null,
});

export const overdraftCells = (limit: OverdraftLimit): Row => ({
  overdraft_type: limit.type,
  overdraft_value: limit.value,
});

/** Maintenance comes with what does not expire. */
export const maintenanceOf = (plan: PlanKey): Interval =>
  plan === 'perpetual' ? { type: 'year', count: 1 } : { type: 'none', count: null };

const entriesOf = <Key extends string, Value>(record: Readonly<Record<Key, Value>>) =>
  Object.entries(record) as [Key, Value][];

const idsOf = <Key extends string>(record: Readonly<Record<Key, unknown>>, prefix: string, at: number) =>
  Object.fromEntries(entriesOf(record).map(([key], index) => [key, newId(prefix, at + index)])) as Record<
    Key,
    string
  >;

/** @param at when the catalogue was made, epoch ms; each row a millisecond later, so that lists have an order */
export const catalogueRows = (tenantId: string, at: number): { ids: CatalogueIds; tables: Tables } => {
  const productIds = idsOf(products, 'prod', at);
  const planIds = idsOf(plans, 'plan', at);
  const offeringIds = idsOf(offerings, 'off', at);
  const editions = new Map<string, string>();
  const features = new Map<string, string>();
  const rows: Record<'products' | 'editions' | 'features' | 'plans' | 'offerings' | 'rates', Row[]> = {
    products: [],
    editions: [],
    features: [],
    plans: [],
    offerings: [],
    rates: [],
  };
  let made = 0;
  const created = () => ({ tenant_id: tenantId, created_at: instant(at + made++) });
  for (const [key, product] of entriesOf(products)) {
    const product_id = productIds[key];
    rows.products.push({
      ...created(),
      ...{ product_id, name: product.name, description: product.description },
      ...intervalCells('lease_period', product.leasePeriod),
      ...intervalCells('offline_lease_period', { type: 'day', count: 30 }),
      ...intervalCells('grace_period', product.gracePeriod),
    });
    for (const name of product.editions) {
      const edition_id = newId('ed', at + made);
      editions.set(`${key} ${name}`, edition_id);
      rows.editions.push({ ...created(), edition_id, product_id, name });
    }
    for (const feature of product.features as readonly DemoFeature[]) {
      const feature_id = newId('feat', at + made);
      features.set(`${key} ${feature.key}`, feature_id);
      const { type, description, value } = feature;
      const cells = { feature_id, product_id, key: feature.key, type, description, value };
      rows.features.push({ ...created(), ...cells, ...overdraftCells(feature.overdraft) });
    }
  }
  for (const [key, plan] of entriesOf(plans)) {
    rows.plans.push({
      ...created(),
      ...{ plan_id: planIds[key], name: plan.name, license_type: plan.licenseType },
      ...{ license_start_type: plan.licenseStartType, plan_type: plan.planType },
      ...intervalCells('license_duration', plan.duration),
    });
  }
  for (const [sku, offering] of entriesOf<Sku, DemoOffering>(offerings)) {
    rows.offerings.push({
      ...created(),
      ...{ offering_id: offeringIds[sku], sku, name: offering.name, plan_id: planIds[offering.plan] },
      edition_id: editions.get(`${offering.product} ${offering.edition}`) ?? null,
      ...{ seat_count: offering.seatCount, concurrency_mode: offering.concurrencyMode },
      ...overdraftCells(offering.overdraft),
      has_maintenance: offering.plan === 'perpetual',
      ...intervalCells('maintenance_duration', maintenanceOf(offering.plan)),
      usage_reset_schedule: offering.usageResetSchedule,
    });
  }
  for (const { sku, kind, amount, unitCount = 1, currency, feature = null } of rates) {
    const rate_id = newId('rate', at + made);
    rows.rates.push({
      ...created(),
      ...{ rate_id, offering_id: offeringIds[sku], feature_key: feature, kind, amount, currency },
      unit_count: unitCount,
    });
  }
  const ids = { products: productIds, offerings: offeringIds, editions, features };
  return { ids, tables: entriesOf(rows) };
};
