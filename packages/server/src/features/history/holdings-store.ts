import type { PoolReturn } from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';
import { type EntitlementKey, inTurns, keyColumns, rowsText } from './log-store.ts';

/** What seats hold of element pools, and what pools were left with when seats went. */

/** By activation id and feature key. */
export type Holdings = Map<string, Map<string, bigint>>;

/** What is held of one entitlement's pools by the activations named. */
export interface HeldOf extends EntitlementKey {
  readonly holdings: Holdings;
}

interface HeldSeat extends EntitlementKey {
  readonly id: string;
  /** By feature key. */
  readonly units: ReadonlyMap<string, bigint>;
}

const seatsOf = (held: readonly HeldOf[]): HeldSeat[] =>
  held.flatMap(({ tenantId, entitlementId, holdings }) =>
    Array.from(holdings, ([id, units]) => ({ tenantId, entitlementId, id, units })),
  );

/** Seats, with the entitlement of each, as the first three parameters. */
const seatColumns = (seats: readonly HeldSeat[]) => [...keyColumns(seats), seats.map(({ id }) => id)];

const holdingsSql = `
  select h.entitlement_id, h.activation_id, h.feature_key, h.amount
  from unnest($1::text[], $2::text[], $3::text[]) k (tenant_id, entitlement_id, activation_id)
  cross join lateral (
    select * from history_holdings h
    where h.tenant_id = k.tenant_id and h.entitlement_id = k.entitlement_id and h.activation_id = k.activation_id
    offset 0
  ) h`;

interface HoldingRow {
  readonly entitlement_id: string;
  readonly activation_id: string;
  readonly feature_key: string;
  readonly amount: bigint;
}

/** What activations hold of element pools; each that is named has an entry. */
export const readHoldings = async (
  tx: Queryable,
  named: readonly (EntitlementKey & { readonly activationIds: readonly string[] })[],
): Promise<HeldOf[]> => {
  const held = named.map(
    ({ activationIds, ...key }): HeldOf => ({
      ...key,
      holdings: new Map(activationIds.map((id) => [id, new Map()])),
    }),
  );
  const of = new Map(held.map(({ entitlementId, holdings }) => [entitlementId, holdings]));
  for (const seats of inTurns(seatsOf(held))) {
    const rows = await tx.query<HoldingRow>(holdingsSql, seatColumns(seats));
    for (const { entitlement_id, activation_id, feature_key, amount } of rows) {
      of.get(entitlement_id)?.get(activation_id)?.set(feature_key, amount);
    }
  }
  return held;
};

const deleteHoldingsSql = `
  delete from history_holdings h
  using unnest($1::text[], $2::text[], $3::text[]) k (tenant_id, entitlement_id, activation_id)
  where h.tenant_id = k.tenant_id and h.entitlement_id = k.entitlement_id and h.activation_id = k.activation_id`;

const insertHoldingsSql = `
  insert into history_holdings
  select h.* from jsonb_to_recordset($1::jsonb) as h (
    tenant_id text, entitlement_id text, activation_id text, feature_key text, amount bigint
  )`;

export const writeHoldings = async (tx: Queryable, held: readonly HeldOf[]): Promise<void> => {
  for (const seats of inTurns(seatsOf(held))) {
    await tx.query(deleteHoldingsSql, seatColumns(seats));
    const rows = seats.flatMap(({ tenantId: tenant_id, entitlementId: entitlement_id, id, units }) =>
      Array.from(units, ([feature_key, amount]) => ({
        ...{ tenant_id, entitlement_id, activation_id: id, feature_key, amount },
      })),
    );
    if (rows.length > 0) await tx.query(insertHoldingsSql, [rowsText(rows)]);
  }
};

const insertReturnsSql = `
  insert into history_returns
  select r.* from jsonb_to_recordset($1::jsonb) as r (
    tenant_id text, entitlement_id text, feature_key text, at timestamptz(3), sequence bigint, used bigint
  )`;

/** What a pool was left with, and the row of the log that says so. */
export interface NewReturn extends EntitlementKey, PoolReturn {
  readonly sequence: bigint;
}

export const writeReturns = async (tx: Queryable, returns: readonly NewReturn[]): Promise<void> => {
  for (const some of inTurns(returns)) {
    const rows = some.map(({ tenantId, entitlementId, featureKey, at, sequence, used }) => ({
      ...{ tenant_id: tenantId, entitlement_id: entitlementId, feature_key: featureKey },
      ...{ at: new Date(at), sequence, used },
    }));
    await tx.query(insertReturnsSql, [rowsText(rows)]);
  }
};
