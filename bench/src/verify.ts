import type { Database } from '@leeway/server/dist/platform/database.js';
import type { TablesOf } from './baseline-tables.ts';
import type { Scenario } from './scenarios.ts';

/** A bench that loses writes measures nothing: every answer must have left its rows, and every counter be their sum. */

const selectFigures = (tablesOf: TablesOf) => `
  select
    (select coalesce(sum(seats_used), 0)::int from ${tablesOf}.entitlement_states
     where tenant_id = $1 and entitlement_id = any($2::text[])) as counted,
    (select count(*)::int from ${tablesOf}.activations
     where tenant_id = $1 and entitlement_id = any($2::text[]) and counted) as seats,
    (select count(*)::int from ${tablesOf}.activity_log
     where tenant_id = $1 and entitlement_id = any($2::text[]) and operation = $3) as logged,
    (select coalesce(sum(used), 0)::int from feature_usage
     where tenant_id = $1 and entitlement_id = any($2::text[])) as units`;

interface Figures {
  readonly counted: number;
  readonly seats: number;
  readonly logged: number;
  readonly units: number;
}

/** @throws Error naming the figure that differs. `answers`: how many requests of the scenario were answered. */
export const verify = async (
  database: Database,
  tenantId: string,
  { title, written }: Scenario,
  answers: number,
): Promise<void> => {
  if (!written) return;
  const { tablesOf, entitlementIds, seatsLoaded, operation } = written;
  const parameters = [tenantId, entitlementIds, operation];
  const [found] = await database.query<Figures>(selectFigures(tablesOf), parameters);
  const seats = operation === 'activate' ? seatsLoaded + answers : seatsLoaded;
  const expected: Figures = {
    counted: seats,
    seats,
    logged: answers,
    units: operation === 'featureCheckout' ? answers : 0,
  };
  for (const [figure, value] of Object.entries(expected)) {
    const is = found?.[figure as keyof Figures];
    if (is !== value) throw new Error(`${title}: ${figure} should be ${value} and is ${is}`);
  }
};
