import type { Author } from '../../platform/author.ts';
import { type Database, type Queryable, violatedReference } from '../../platform/database.ts';
import { ApiProblem, notFound } from '../../platform/http/problem.ts';
import { countOfferings, type Deletable, deleteWhole } from './deletion-store.ts';

/**
 * What nobody has bought may be deleted, with everything below it; what was sold stays, because entitlements and the
 * evidence of their use tell of it for good. A feature or attribute may go as long as no entitlement has used it or has
 * a value of its own for it.
 */

/** Which entitlements are meant. */
interface SoldOf {
  readonly productId?: string;
  readonly editionId?: string;
  readonly offeringId?: string;
}

/** How many entitlements were sold of it. */
export type CountSold = (db: Queryable, tenantId: string, sold: SoldOf) => Promise<number>;

/** What a later room knows of the catalogue's use. */
export interface CatalogueUse {
  readonly countSold: CountSold;
  readonly isFeatureUsed: (db: Queryable, tenantId: string, featureId: string) => Promise<boolean>;
}

const times = (count: number, one: string, many: string): string =>
  count === 1 ? `one ${one}` : `${count} ${many}`;

const inUse = (detail: string) => new ApiProblem('conflict', detail);

/** 409 when entitlements were sold of it. */
export const refuseSold = async (
  { countSold }: CatalogueUse,
  tx: Queryable,
  tenantId: string,
  what: Deletable,
  sold: SoldOf,
): Promise<void> => {
  const count = await countSold(tx, tenantId, sold);
  if (count === 0) return;
  const entitlements = times(count, 'entitlement was', 'entitlements were');
  throw inUse(`${entitlements} sold that the ${what} belongs to; what was sold is never taken away.`);
};

/** 409 when its use was counted. */
export const refuseUsed = async (
  { isFeatureUsed }: CatalogueUse,
  tx: Queryable,
  tenantId: string,
  featureId: string,
): Promise<void> => {
  if (!(await isFeatureUsed(tx, tenantId, featureId))) return;
  throw inUse(
    'Entitlements have used the feature, and the evidence of it stays. Set its value to 0 to switch it off.',
  );
};

/** 409 when offerings sell it. */
export const refuseOffered = async (
  tx: Queryable,
  tenantId: string,
  what: Deletable,
  offered: Parameters<typeof countOfferings>[2],
): Promise<void> => {
  const count = await countOfferings(tx, tenantId, offered);
  if (count === 0) return;
  const offerings = times(count, 'offering sells', 'offerings sell');
  throw inUse(`${offerings} this ${what}; give them another one or delete them first.`);
};

export interface Deletion {
  readonly author: Author;
  readonly tenantId: string;
  readonly what: Deletable;
  readonly id: string;
}

/** Deletes it whole. 404; 409 as `refuse` says, and when it comes into use meanwhile. */
export const deleteFromCatalogue = async (
  database: Database,
  { author, tenantId, what, id }: Deletion,
  refuse: (tx: Queryable) => Promise<void>,
): Promise<undefined> => {
  try {
    return await database.transaction(author, async (tx) => {
      await refuse(tx);
      if (!(await deleteWhole(tx, tenantId, what, id))) throw notFound(what, id);
      return undefined;
    });
  } catch (error) {
    if (violatedReference(error) === null) throw error;
    throw inUse(`The ${what} is in use: an entitlement refers to it.`);
  }
};
