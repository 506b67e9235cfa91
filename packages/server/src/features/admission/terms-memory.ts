import type { EntitlementTerms } from '@leeway/rules';
import { LRUCache } from 'lru-cache';

/** By product. */
export type CatalogVersions = ReadonlyMap<string, bigint>;

/**
 * Terms of entitlements as last read, with the versions they were read at. What is read with the lock tells the present
 * versions, so an edit of the entitlement or of the catalogue shows at once on every process, without a look-up per request.
 */
export interface TermsMemory {
  /** What was last known, fit or not for a decision. */
  latest(entitlementId: string): EntitlementTerms | undefined;
  /** The terms if they are of this version, and their product's catalogue still is. */
  at(entitlementId: string, version: bigint, catalogVersions: CatalogVersions): EntitlementTerms | undefined;
  keep(version: bigint, catalogVersion: bigint, terms: EntitlementTerms): void;
}

interface Known {
  readonly version: bigint;
  readonly catalogVersion: bigint;
  readonly terms: EntitlementTerms;
}

/** About 2 kB each: 20 MB at most. */
const rememberedMax = 10_000;

export const createTermsMemory = (): TermsMemory => {
  const known = new LRUCache<string, Known>({ max: rememberedMax });
  return {
    latest: (entitlementId) => known.get(entitlementId)?.terms,
    at: (entitlementId, version, catalogVersions) => {
      const entry = known.get(entitlementId);
      if (entry?.version !== version) return undefined;
      return entry.catalogVersion === catalogVersions.get(entry.terms.productId) ? entry.terms : undefined;
    },
    keep: (version, catalogVersion, terms) => {
      known.set(terms.entitlementId, { version, catalogVersion, terms });
    },
  };
};
