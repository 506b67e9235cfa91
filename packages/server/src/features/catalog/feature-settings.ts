import type {
  FeatureApiRequest,
  FeatureModel,
  FeatureType,
  OverdraftLimitApiRequest,
} from '@leeway/contract';
import { unitsMax } from '@leeway/rules';
import { invalid } from '../../platform/http/problem.ts';
import type { FeatureSettings } from './features-store.ts';
import { overdraftFrom, refuseBlank } from './terms.ts';

type Asked = Omit<FeatureApiRequest, 'type'>;

/** Checked settings of a feature; 422 names the field. Rule 3: null is unlimited, and an on/off feature has no overdraft. */
export const featureSettings = (type: FeatureType, asked: Asked): FeatureSettings => {
  const { key, value = null, description = null } = asked;
  refuseBlank('key', key);
  if (type === 'bool' && value !== null && value > 1n) throw invalid('value', 'must be 0 (off) or 1 (on)');
  const overdraft = type === 'bool' ? null : asked.overdraftLimit;
  return {
    key,
    value,
    description,
    overdraftLimit: overdraftFrom('overdraftLimit', overdraft, value, unitsMax),
  };
};

/** What a caller wants changed; undefined: nothing said. */
export interface FeatureEdit {
  readonly key?: string | null | undefined;
  readonly description?: string | null | undefined;
  readonly value?: bigint | null | undefined;
  readonly overdraftLimit?: OverdraftLimitApiRequest | null | undefined;
}

/**
 * Every member of the request may be missing, so what is missing stays: a client that only knows descriptions must not
 * make a feature unlimited. Null says "none": unlimited, no overdraft, no description; a key is always kept.
 */
export const updatedFeature = (current: FeatureModel, edit: FeatureEdit): FeatureSettings =>
  featureSettings(current.type, {
    key: edit.key ?? current.key,
    value: edit.value === undefined ? current.value : edit.value,
    description: edit.description === undefined ? current.description : edit.description,
    overdraftLimit: edit.overdraftLimit === undefined ? current.overdraftLimit : edit.overdraftLimit,
  });

/** A product sets only its own value of a global feature: 422 for another key or description. */
export const refuseDefinition = (current: FeatureModel, { key, description }: FeatureEdit): void => {
  if (key && key !== current.key) throw globalOnly('key', 'features', current.id);
  if (description && description !== current.description) {
    throw globalOnly('description', 'features', current.id);
  }
};

export const globalOnly = (field: string, table: 'features' | 'attributes', id: string) =>
  invalid(field, `belongs to all products: change it with PUT /api/v1/${table}/${id}`);

/** The name of `usageCount` in earlier versions. */
export const tolerateConsumption = (body: unknown): unknown =>
  typeof body === 'object' && body !== null && 'type' in body && body.type === 'consumption'
    ? { ...body, type: 'usageCount' }
    : body;
