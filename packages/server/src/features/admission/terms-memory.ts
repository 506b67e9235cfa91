import type { EntitlementTerms } from '@leeway/rules';
import { LRUCache } from 'lru-cache';

/**
 * Terms of entitlements as last read, with the versions they were read at. The lock query tells the present versions,
 * so an edit of the entitlement or of the catalogue shows at once on every process, without a look-up per request.
 */
export interface TermsMemory {
  /** What was last known, fit or not for a decision. */
  latest(entitlementId: string): EntitlementTerms | undefined;
  /** The terms if they are of these versions. */
  at(entitlementId: string, version: bigint, catalogVersion: bigint): EntitlementTerms | undefined;
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
    at: (entitlementId, version, catalogVersion) => {
      const entry = known.get(entitlementId);
      return entry?.version === version && entry.catalogVersion === catalogVersion ? entry.terms : undefined;
    },
    keep: (version, catalogVersion, terms) => {
      known.set(terms.entitlementId, { version, catalogVersion, terms });
    },
  };
};
