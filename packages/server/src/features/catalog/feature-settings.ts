import type {
  FeatureApiRequest,
  FeatureModel,
  FeatureType,
  UpdateProductFeatureApiRequest,
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

/**
 * Every member of the request may be missing, so what is missing stays: a client that only knows descriptions must not
 * make a feature unlimited. Null says "none": unlimited, no overdraft, no description; a key is always kept.
 */
export const updatedFeature = (
  current: FeatureModel,
  body: UpdateProductFeatureApiRequest,
): FeatureSettings =>
  featureSettings(current.type, {
    key: body.key ?? current.key,
    value: body.value === undefined ? current.value : body.value,
    description: body.description === undefined ? current.description : body.description,
    overdraftLimit: body.overdraftLimit === undefined ? current.overdraftLimit : body.overdraftLimit,
  });

/** The name of `usageCount` in earlier versions. */
export const tolerateConsumption = (body: unknown): unknown =>
  typeof body === 'object' && body !== null && 'type' in body && body.type === 'consumption'
    ? { ...body, type: 'usageCount' }
    : body;
