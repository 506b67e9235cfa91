import type { IntervalApiRequest, OverdraftLimitApiRequest } from '@leeway/contract';
import {
  type Interval,
  noInterval,
  normalizeOverdraft,
  type OverdraftLimit,
  overdraftFault,
} from '@leeway/rules';
import { invalid } from '../../platform/http/problem.ts';

/** Values of requests as they are stored. `field` is the dotted path that a refusal names. */

/** A count sent with `none` is dropped; without one, any other unit is 422 naming `<field>.count`. */
export const intervalFrom = (field: string, request: IntervalApiRequest | null | undefined): Interval => {
  if (!request || request.type === 'none') return noInterval;
  const { type, count } = request;
  if (count === null || count === undefined) throw invalid(`${field}.count`, 'is required', 'required');
  return { type, count };
};

/**
 * Rule 1. Missing is none; 422 naming `<field>.value` when it is missing, negative or makes a hard cap above
 * `hardCapMax`.
 * @param bought what the overdraft is of; null: an unlimited feature
 */
export const overdraftFrom = (
  field: string,
  request: OverdraftLimitApiRequest | null | undefined,
  bought: bigint | null,
  hardCapMax: bigint,
): OverdraftLimit => {
  const { type, value } = request ?? { type: 'none' };
  const measured = type === 'absolute' || type === 'percentage';
  if (measured && (value === null || value === undefined))
    throw invalid(`${field}.value`, 'is required', 'required');
  const limit = normalizeOverdraft(value === undefined ? { type } : { type, value });
  const fault = overdraftFault(limit, bought, hardCapMax);
  if (fault) throw invalid(`${field}.value`, fault);
  return limit;
};

/** A name of nothing but blanks is no name: 422. */
export const refuseBlank = (field: string, text: string): void => {
  if (text.trim() === '') throw invalid(field, 'must not be blank', 'minLength');
};
