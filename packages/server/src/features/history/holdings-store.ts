import type { PoolReturn } from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';
import { rowsText } from './figures-store.ts';

/** What seats hold of element pools, and what pools were left with when seats went. */

const holdingsSql = `
  select activation_id, feature_key, amount
  from history_holdings
  where tenant_id = $1 and entitlement_id = $2 and activation_id = any($3::text[])`;

const deleteHoldingsSql = `
  delete from history_holdings
  where tenant_id = $1 and entitlement_id = $2 and activation_id = any($3::text[])`;

const insertHoldingsSql = `
  insert into history_holdings
  select $1, $2, h.* from jsonb_to_recordset($3::jsonb) as h (activation_id text, feature_key text, amount bigint)`;

const insertReturnsSql = `
  insert into history_returns
  select $1, $2, r.* from jsonb_to_recordset($3::jsonb) as r (
    feature_key text, at timestamptz(3), sequence bigint, used bigint
  )`;

export const writeReturns = async (
  tx: Queryable,
  tenantId: string,
  entitlementId: string,
  returns: readonly (PoolReturn & { readonly sequence: bigint })[],
): Promise<void> => {
  if (returns.length === 0) return;
  const rows = returns.map(({ featureKey, at, sequence, used }) => ({
    ...{ feature_key: featureKey, at: new Date(at), sequence, used },
  }));
  await tx.query(insertReturnsSql, [tenantId, entitlementId, rowsText(rows)]);
};

export type Holdings = Map<string, Map<string, bigint>>;

/** What these activations hold of element pools; each has an entry. */
export const readHoldings = async (
  tx: Queryable,
  tenantId: string,
  entitlementId: string,
  activationIds: readonly string[],
): Promise<Holdings> => {
  const holdings: Holdings = new Map(activationIds.map((id) => [id, new Map()]));
  if (activationIds.length === 0) return holdings;
  const rows = await tx.query<{ activation_id: string; feature_key: string; amount: bigint }>(holdingsSql, [
    tenantId,
    entitlementId,
    activationIds,
  ]);
  for (const { activation_id, feature_key, amount } of rows) {
    holdings.get(activation_id)?.set(feature_key, amount);
  }
  return holdings;
};

export const writeHoldings = async (
  tx: Queryable,
  tenantId: string,
  entitlementId: string,
  holdings: Holdings,
): Promise<void> => {
  const ids = [...holdings.keys()];
  if (ids.length === 0) return;
  await tx.query(deleteHoldingsSql, [tenantId, entitlementId, ids]);
  const rows = [...holdings].flatMap(([activation_id, held]) =>
    [...held].map(([feature_key, amount]) => ({ activation_id, feature_key, amount })),
  );
  if (rows.length > 0) await tx.query(insertHoldingsSql, [tenantId, entitlementId, rowsText(rows)]);
};
