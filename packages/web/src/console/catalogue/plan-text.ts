import type { Row } from '../../api/wire.ts';
import { nothing } from '../../ui/format.ts';
import { intervalText } from '../../ui/terms.ts';

type Plan = Row<'listPlans'>;

export const startTypes = [
  { value: 'entitlementCreation', label: 'when it is sold' },
  { value: 'activation', label: 'with the first activation' },
  { value: 'custom', label: 'on a day that is set with the sale' },
  { value: 'manualActivation', label: 'when somebody starts it by hand' },
] as const;

export const planTypes = [
  { value: 'paid', label: 'paid' },
  { value: 'trial', label: 'trial' },
  { value: 'free', label: 'free' },
  { value: 'beta', label: 'beta' },
  { value: 'internal', label: 'internal' },
  { value: 'notForResale', label: 'not for resale' },
] as const;

const labelOf = (options: readonly { value: string; label: string }[], value: string | null): string =>
  options.find((option) => option.value === value)?.label ?? value ?? nothing;

export const startText = ({ licenseStartType }: Pick<Plan, 'licenseStartType'>): string =>
  labelOf(startTypes, licenseStartType);

export const planTypeText = ({ planType }: Pick<Plan, 'planType'>): string => labelOf(planTypes, planType);

/** `1 year`, `without an end`. */
export const termText = ({
  licenseType,
  licenseDuration,
}: Pick<Plan, 'licenseType' | 'licenseDuration'>): string =>
  licenseType === 'perpetual' ? 'without an end' : intervalText(licenseDuration);
