import type { UpdateFeature } from '@leeway/contract';
import { type OverdraftLimit, overdraftFault, unitsMax } from '@leeway/rules';
import { invalid, unknownReference } from '../../platform/http/problem.ts';
import { overdraftFrom } from '../catalog/index.ts';
import { overdraftOf, type ResolvedFeatureRow } from './terms.ts';

/**
 * Features set on one entitlement (rule 8). A missing value stays; null makes a feature unlimited (rule 3), which for an
 * on/off feature is on. An overdraft that is missing or null stays, and an on/off feature has none.
 */

export interface FeatureEdit {
  readonly featureId: string;
  /** undefined: stays. */
  readonly value: bigint | null | undefined;
  readonly overdraft: OverdraftLimit | undefined;
}

const featureEdit = (field: string, feature: ResolvedFeatureRow, asked: UpdateFeature): FeatureEdit => {
  const { value } = asked;
  const featureId = feature.feature_id;
  if (feature.type === 'bool') {
    if (typeof value === 'bigint' && value > 1n) throw invalid(`${field}.value`, 'must be 0 (off) or 1 (on)');
    return { featureId, value, overdraft: undefined };
  }
  const bought = value === undefined ? feature.value : value;
  if (asked.overdraftLimit) {
    const overdraft = overdraftFrom(`${field}.overdraftLimit`, asked.overdraftLimit, bought, unitsMax);
    return { featureId, value, overdraft };
  }
  const fault = overdraftFault(overdraftOf(feature), bought, unitsMax);
  if (fault) throw invalid(`${field}.value`, fault);
  return { featureId, value, overdraft: undefined };
};

/** What to set, one entry for each feature; 422 naming the first entry that is unknown, repeated or out of bounds. */
export const featureEdits = (
  features: readonly ResolvedFeatureRow[],
  asked: readonly UpdateFeature[],
): FeatureEdit[] => {
  const known = new Map(features.map((feature) => [feature.feature_id, feature]));
  const named = new Set<string>();
  return asked.map((one, index) => {
    const field = `features.${index}`;
    const feature = known.get(one.id);
    if (!feature) throw unknownReference(`${field}.id`, 'feature of the product', one.id);
    if (named.has(one.id)) throw invalid(`${field}.id`, 'is named twice');
    named.add(one.id);
    return featureEdit(field, feature, one);
  });
};
