import type { Database } from '@leeway/server/dist/platform/database.js';
import { createBaselineTables, type TablesOf } from './baseline-tables.ts';
import type { Requests } from './generator.ts';
import { type Catalogue, loadSeats, type Sold, sell } from './load.ts';
import { activationRequests, checkoutRequests, refreshRequests } from './requests.ts';
import type { ServerKind } from './server-process.ts';

/** What is measured: which requests go to which server. */
export interface Scenario {
  readonly key: string;
  readonly title: string;
  readonly server: ServerKind;
  /** The status each answer must have. */
  readonly status: number;
  /** A scenario of the same work to compare with. */
  readonly baseline?: string;
  readonly requests: Requests;
  /** What the database must show for the answers; left out where nothing is written. */
  readonly written?: Written;
}

export interface Written {
  readonly tablesOf: TablesOf;
  readonly entitlementIds: readonly string[];
  readonly seatsLoaded: number;
  /** The kind of log row that each answer leaves behind. */
  readonly operation: 'activate' | 'refresh' | 'featureCheckout';
}

export interface Stage {
  readonly database: Database;
  readonly catalogue: Catalogue;
  readonly token: string;
}

const spreadOver = 1_000;
/** Seats that take turns in the refreshes and checkouts. */
const heldSeats = 20_000;

const tablesOf = (server: ServerKind): TablesOf => (server === 'baseline' ? 'baseline' : 'public');

const activation = (
  { catalogue, token }: Stage,
  sold: readonly Sold[],
  parts: Pick<Scenario, 'key' | 'title' | 'server' | 'baseline'>,
  seatsLoaded = 0,
): Scenario => ({
  ...parts,
  status: 201,
  requests: activationRequests(catalogue, token, sold),
  ...(parts.server === 'empty'
    ? {}
    : {
        written: {
          tablesOf: tablesOf(parts.server),
          entitlementIds: sold.map((each) => each.entitlementId),
          seatsLoaded,
          operation: 'activate',
        },
      }),
});

const onHeldSeats = async (
  { database, catalogue, token }: Stage,
  parts: Pick<Scenario, 'key' | 'title'> & { readonly operation: 'refresh' | 'featureCheckout' },
): Promise<Scenario> => {
  const { operation, ...rest } = parts;
  const sold = await sell(database, catalogue, operation, 1);
  const entitlementIds = sold.map((each) => each.entitlementId);
  const first = await loadSeats(database, catalogue.tenantId, entitlementIds[0] ?? '', heldSeats);
  const seats = { first, count: heldSeats };
  const requests = operation === 'refresh' ? refreshRequests(token, seats) : checkoutRequests(token, seats);
  const written = { tablesOf: 'public', entitlementIds, seatsLoaded: heldSeats, operation } as const;
  return { ...rest, server: 'leeway', status: 200, requests, written };
};

/** The comparison: every server, every operation. */
export const prepareScenarios = async (stage: Stage): Promise<Scenario[]> => {
  const { database, catalogue } = stage;
  await createBaselineTables(database);
  const one = (name: string, tables?: TablesOf) => sell(database, catalogue, name, 1, tables);
  const many = (name: string, tables?: TablesOf) => sell(database, catalogue, name, spreadOver, tables);
  const spread = `${spreadOver.toLocaleString('en')} entitlements`;
  return [
    activation(stage, await one('empty'), { key: 'empty', title: 'Empty handler', server: 'empty' }),
    activation(stage, await one('baseline-hot', 'baseline'), {
      key: 'baselineHot',
      title: 'One transaction per request, one entitlement',
      server: 'baseline',
    }),
    activation(stage, await many('baseline-spread', 'baseline'), {
      key: 'baselineSpread',
      title: `One transaction per request, ${spread}`,
      server: 'baseline',
    }),
    activation(stage, await one('hot'), {
      key: 'hot',
      title: 'Leeway: activation, one entitlement',
      server: 'leeway',
      baseline: 'baselineHot',
    }),
    activation(stage, await many('spread'), {
      key: 'spread',
      title: `Leeway: activation, ${spread}`,
      server: 'leeway',
      baseline: 'baselineSpread',
    }),
    await onHeldSeats(stage, {
      key: 'refresh',
      title: 'Leeway: refresh, one entitlement',
      operation: 'refresh',
    }),
    await onHeldSeats(stage, {
      key: 'checkout',
      title: 'Leeway: feature checkout, one entitlement',
      operation: 'featureCheckout',
    }),
  ];
};

/** Seats that an entitlement has before the measurement. */
export const sizes = [1, 1_000, 100_000, 1_000_000] as const;
/** Above this, seats added by a measurement change little, and loading them for each round would take long. */
const freshUpTo = 1_000;

const sizeKey = (size: number): string => `seats ${size}`;

/** The same decision on entitlements of each size; for each round a list, with fresh entitlements where that matters. */
export const prepareSizes = async (stage: Stage, rounds: number): Promise<Scenario[][]> => {
  const { database, catalogue } = stage;
  const prepare = async (size: number, round: number): Promise<Scenario> => {
    const sold = await sell(database, catalogue, `seats-${size}-${round}`, 1);
    await loadSeats(database, catalogue.tenantId, sold[0]?.entitlementId ?? '', size);
    const title = `${size.toLocaleString('en')} seats`;
    return activation(stage, sold, { key: sizeKey(size), title, server: 'leeway' }, size);
  };
  const large = new Map<number, Scenario>();
  for (const size of sizes) if (size > freshUpTo) large.set(size, await prepare(size, 0));
  const lists: Scenario[][] = [];
  for (let round = 0; round < rounds; round++) {
    const list: Scenario[] = [];
    for (const size of sizes) list.push(large.get(size) ?? (await prepare(size, round)));
    lists.push(list);
  }
  return lists;
};
