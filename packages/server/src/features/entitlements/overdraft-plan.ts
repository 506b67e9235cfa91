import { createHash } from 'node:crypto';
import type { PreviewOfferingOverdraftApiRequest } from '@leeway/contract';
import { type OverdraftEffect, type OverdraftLimit, overdraftEffect, seatsMax } from '@leeway/rules';
import { invalid, unknownReference } from '../../platform/http/problem.ts';
import { overdraftFrom } from '../catalog/index.ts';
import type { Sold } from './overdraft-store.ts';

/** What an offering's overdraft would make of each entitlement sold of it (rule 9): the same for preview and apply. */

/** The overdraft a request asks for: the offering's present one when it names none. 422 naming what is wrong. */
export const askedOverdraft = (
  { overdraftSeatLimit }: PreviewOfferingOverdraftApiRequest,
  offering: { readonly seatCount: bigint; readonly overdraft: OverdraftLimit },
): OverdraftLimit =>
  overdraftSeatLimit
    ? overdraftFrom('overdraftSeatLimit', overdraftSeatLimit, offering.seatCount, seatsMax)
    : offering.overdraft;

export type SoldEffect = OverdraftEffect<Sold>;

const refuseFaults = (effects: readonly SoldEffect[]): void => {
  const impossible = effects.filter(({ leftOut, fault }) => leftOut === null && fault !== null);
  const [first] = impossible;
  if (!first) return;
  const others = impossible.length === 1 ? '' : ` (and ${impossible.length - 1} others)`;
  throw invalid(
    'overdraftSeatLimit.value',
    `on the entitlement ${first.sold.entitlementId}${others} it ${first.fault}`,
  );
};

/** The entitlements that differ from the overdraft, in the order given. 422 when a named one was not sold of it. */
export const overdraftEffects = (
  sold: readonly Sold[],
  overdraft: OverdraftLimit,
  includeEdited: readonly string[],
): SoldEffect[] => {
  const known = new Set(sold.map(({ entitlementId }) => entitlementId));
  for (const [index, id] of includeEdited.entries())
    if (!known.has(id)) throw unknownReference(`includeEdited.${index}`, 'entitlement of the offering', id);
  const named = new Set(includeEdited);
  const effects = sold
    .map((one) => overdraftEffect(one, overdraft, named.has(one.entitlementId)))
    .filter((effect) => effect !== null);
  refuseFaults(effects);
  return effects;
};

/** Changes with everything a preview shows except use, which moves all the time and which rule 10 guards by itself. */
export const revisionOf = (overdraft: OverdraftLimit, effects: readonly SoldEffect[]): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        overdraft.type,
        overdraft.value,
        ...effects.map(({ sold, leftOut }) => [sold.entitlementId, String(sold.version), leftOut]),
      ]),
    )
    .digest('base64url');
