import { ensureLogPartitions } from '@leeway/server/dist/features/admission/index.js';
import { createApiClient, createTenant } from '@leeway/server/dist/features/identity/index.js';
import { systemAuthor } from '@leeway/server/dist/platform/author.js';
import { systemClock } from '@leeway/server/dist/platform/clock.js';
import type { Database } from '@leeway/server/dist/platform/database.js';
import { newId } from '@leeway/server/dist/platform/ids.js';
import type { TablesOf } from './baseline-tables.ts';

/** What is sold in the bench, and the bulk loading of it. */

export interface Catalogue {
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly productId: string;
  readonly editionId: string;
  readonly offeringId: string;
}

const insertCatalogue = `
  with product as (
    insert into products (tenant_id, product_id, name, lease_period_type, lease_period_count,
                          offline_lease_period_type, grace_period_type, grace_period_count, created_at)
    values ($1, $2, 'Bench', 'day', 30, 'none', 'day', 14, now())
  ), edition as (
    insert into editions (tenant_id, edition_id, product_id, name, created_at) values ($1, $3, $2, 'Standard', now())
  ), plan as (
    insert into plans (tenant_id, plan_id, name, license_type, license_start_type, license_duration_type,
                       license_duration_count, created_at)
    values ($1, $4, 'Yearly', 'subscription', 'entitlementCreation', 'year', 1, now())
  )
  insert into offerings (tenant_id, offering_id, edition_id, plan_id, name, sku, seat_count, concurrency_mode, created_at)
  values ($1, $5, $3, $4, 'Bench', 'bench', 1, 'concurrent', now())`;

/** One of each type, so that a reply is as full as that of a real product. */
const insertFeatures = `
  insert into features (tenant_id, feature_id, product_id, key, type, value, overdraft_type, created_at)
  values ($1, $3, $2, 'export', 'bool', 1, 'none', now()),
         ($1, $4, $2, 'projects', 'elementPool', 100, 'none', now()),
         ($1, $5, $2, 'renders', 'usageCount', 1000, 'unlimited', now())`;
/** The one that is counted, without an end. */
export const meteredFeatureKey = 'renders';

/** A tenant with a client that may do everything, and one product. */
export const createCatalogue = async (database: Database): Promise<Catalogue> => {
  const parts = { database, clock: systemClock, author: systemAuthor };
  const { tenantId } = await createTenant(parts, { name: 'Bench', slug: 'bench' });
  const { clientId, clientSecret } = await createApiClient(parts, tenantId, {
    clientId: 'bench',
    scopes: 'all',
  });
  const [productId, editionId, offeringId] = [newId('prod'), newId('ed'), newId('off')];
  await database.transaction(systemAuthor, async (tx) => {
    await tx.query(insertCatalogue, [tenantId, productId, editionId, newId('plan'), offeringId]);
    await tx.query(insertFeatures, [tenantId, productId, newId('feat'), newId('feat'), newId('feat')]);
  });
  await database.transaction(systemAuthor, (tx) => ensureLogPartitions(tx, Date.now(), Date.now()));
  return { tenantId, clientId, clientSecret, productId, editionId, offeringId };
};

/** One entitlement with a group and an activation code of its own. */
export interface Sold {
  readonly entitlementId: string;
  readonly code: string;
}

/** So many seats that no run comes near. */
const seatCount = 2_000_000_000;

const insertGroups = `
  insert into entitlement_groups (tenant_id, entitlement_group_id, created_at)
  select $1, id, now() from unnest($2::text[]) as g (id)`;

const insertCodes = `
  insert into activation_codes (tenant_id, code, entitlement_group_id, created_at)
  select $1, code, id, now() from unnest($2::text[], $3::text[]) as g (id, code)`;

const insertEntitlements = `
  insert into entitlements (tenant_id, entitlement_id, entitlement_group_id, offering_id, product_id, edition_id, sku,
                            offering_name, plan_name, license_type, license_start_type, license_duration_type,
                            license_duration_count, concurrency_mode, seat_count, overdraft_type,
                            usage_reset_schedule, has_maintenance, maintenance_duration_type, provisioning_date,
                            created_at)
  select $1, e.id, e.group_id, $4, $5, $6, 'bench', 'Bench', 'Yearly', 'subscription', 'entitlementCreation', 'year',
         1, 'concurrent', $7, 'none', 'monthly', false, 'none', now(), now()
  from unnest($2::text[], $3::text[]) as e (id, group_id)`;

const insertStates = (tablesOf: TablesOf) => `
  insert into ${tablesOf}.entitlement_states (tenant_id, entitlement_id, bought, activation_date, expiry_date)
  select $1, id, $3, now(), now() + interval '1 year' from unnest($2::text[]) as e (id)`;

/** Sells `count` entitlements whose codes are the name and a number of four digits, with states in those tables. */
export const sell = async (
  database: Database,
  { tenantId, productId, editionId, offeringId }: Catalogue,
  name: string,
  count: number,
  tablesOf: TablesOf = 'public',
): Promise<Sold[]> => {
  const groupIds = Array.from({ length: count }, () => newId('egr'));
  const ids = groupIds.map(() => newId('ent'));
  const codes = ids.map((_, index) => `${name}-${String(index).padStart(4, '0')}`);
  await database.transaction(systemAuthor, async (tx) => {
    await tx.query(insertGroups, [tenantId, groupIds]);
    await tx.query(insertCodes, [tenantId, groupIds, codes]);
    await tx.query(insertEntitlements, [
      tenantId,
      ids,
      groupIds,
      offeringId,
      productId,
      editionId,
      seatCount,
    ]);
    await tx.query(insertStates(tablesOf), [tenantId, ids, seatCount]);
  });
  return ids.map((entitlementId, index) => ({ entitlementId, code: codes[index] ?? '' }));
};

// Ids that no id made from the clock can equal: those begin with a letter for the next millennia.
const insertSeats = `
  insert into activations (tenant_id, activation_id, entitlement_id, seat_id, activation_method, activated_at,
                           last_lease_at, lease_end, counted)
  select $1, 'act_' || lpad((n + $4::int8)::text, 22, '0'), $2, 'loaded-' || md5(n::text), 'activationCode', now(),
         now(), now() + interval '30 days' + n * interval '1 ms', true
  from generate_series(1, $3::int8) as n`;

const countSeats = `
  update entitlement_states
  set seats_used = $3::int, sequence = $3::int, due_at = now() + interval '30 days'
  where tenant_id = $1 and entitlement_id = $2`;

let seatsLoaded = 0;

/** The id of the nth seat loaded by this process. */
export const loadedActivationId = (number: number): string => `act_${String(number).padStart(22, '0')}`;

/** Gives an entitlement without seats `count` of them; answers the number of the first for `loadedActivationId`. */
export const loadSeats = async (
  database: Database,
  tenantId: string,
  entitlementId: string,
  count: number,
): Promise<number> => {
  const first = seatsLoaded + 1;
  await database.transaction(systemAuthor, async (tx) => {
    await tx.query(insertSeats, [tenantId, entitlementId, count, seatsLoaded]);
    await tx.query(countSeats, [tenantId, entitlementId, count]);
  });
  seatsLoaded += count;
  return first;
};
