import type { EntitlementSnapshot, Reason, Seat, Standing } from './admission-state.ts';
import { capacityReason } from './admit-feature.ts';
import { admitActivation } from './admit-seat.ts';
import {
  activationIn,
  type EntitlementDraft,
  openDraft,
  seatLimits,
  standingOf,
  usageOf,
} from './entitlement-draft.ts';
import { type LimitsInUse, limitsInUse } from './overdraft.ts';
import { statusReason } from './seat-reasons.ts';
import { settle } from './settle.ts';

/** What a dry run asks for (rule 34): a seat, or an amount of a feature. */
export type AvailabilityAsked =
  /** `seatId` null: a seat nobody holds yet. */
  | { readonly kind: 'seat'; readonly seatId: string | null }
  | { readonly kind: 'feature'; readonly featureKey: string; readonly amount: bigint };

export interface Availability {
  readonly granted: boolean;
  readonly reasons: readonly Reason[];
  /** As they stand now; null for a bool feature. */
  readonly limits: LimitsInUse | null;
  readonly retryAt: number | null;
}

const settled = (snapshot: EntitlementSnapshot, now: number): EntitlementDraft => {
  const draft = openDraft(snapshot);
  settle(draft, now);
  return draft;
};

/** Decides as a request would be decided and forgets the outcome. `null`: there is no such feature. */
export const availabilityOf = (
  snapshot: EntitlementSnapshot,
  asked: AvailabilityAsked,
  now: number,
): Availability | null => {
  const draft = settled(snapshot, now);
  if (asked.kind === 'feature') {
    const feature = snapshot.terms.features.find((terms) => terms.key === asked.featureKey);
    if (!feature) return null;
    const reasons = [statusReason(draft, now, true), capacityReason(draft, feature, asked, now)];
    const failing = reasons.filter((reason) => reason !== null);
    const { used } = usageOf(draft, feature.featureId, now);
    const limits = feature.type === 'bool' ? null : limitsInUse(feature.limits, used);
    return { granted: failing.length === 0, reasons: failing, limits, retryAt: null };
  }
  const limits = seatLimits(draft);
  const decision = admitActivation(
    [draft],
    {
      kind: 'activate',
      candidates: [snapshot.terms.entitlementId],
      // No seat has an empty id, so this one is held by nobody.
      seatId: asked.seatId ?? '',
      seatName: null,
      activationMethod: 'activationCode',
      username: null,
      mode: 'online',
      newActivationId: '',
      ipAddress: null,
    },
    now,
  );
  if (decision.outcome !== 'denied') return { granted: true, reasons: [], limits, retryAt: null };
  return { granted: false, reasons: decision.reasons, limits, retryAt: decision.retryAt };
};

/** One activation and the entitlement around it as they stand at `now`; null: there is none. */
export const activationAt = (
  snapshot: EntitlementSnapshot,
  activationId: string,
  now: number,
): { seat: Seat; standing: Standing; limits: LimitsInUse } | null => {
  const draft = settled(snapshot, now);
  const seat = activationIn(draft, activationId);
  return seat && { seat, standing: standingOf(draft, now), limits: seatLimits(draft) };
};
