import type { AdmissionRequest, BatchResult, Decision, EntitlementSnapshot } from './admission-state.ts';
import { checkoutFeature, returnFeature } from './admit-feature.ts';
import { admitActivation, refreshActivation, releaseActivation } from './admit-seat.ts';
import { changesOf, type EntitlementDraft, openDraft } from './entitlement-draft.ts';
import { settle } from './settle.ts';

/**
 * Decides a batch of requests, in order, against the entitlements as they are at `now` (epoch ms). This is the one gate
 * of rule 13: live requests, the dry run and the demo's year pass through here, and what-if is tested against it. Pure:
 * the snapshots are left as they are, and the result holds what to write. Every entitlement a request names must be
 * among the snapshots.
 */
export const decideBatch = (
  snapshots: ReadonlyMap<string, EntitlementSnapshot>,
  requests: readonly AdmissionRequest[],
  now: number,
): BatchResult => {
  const drafts = new Map<string, EntitlementDraft>();
  for (const [id, snapshot] of snapshots) {
    const draft = openDraft(snapshot);
    settle(draft, now);
    drafts.set(id, draft);
  }
  const decisions = requests.map((request) => decide(drafts, request, now));
  const changes = [...drafts.values()].map(changesOf).filter((change) => change !== null);
  return { decisions, changes };
};

const decide = (
  drafts: ReadonlyMap<string, EntitlementDraft>,
  request: AdmissionRequest,
  now: number,
): Decision => {
  if (request.kind === 'activate') {
    const candidates = request.candidates.flatMap((id) => drafts.get(id) ?? []);
    return admitActivation(candidates, request, now);
  }
  const draft = drafts.get(request.entitlementId);
  if (!draft) return { outcome: 'noSuchActivation' };
  switch (request.kind) {
    case 'refresh':
      return refreshActivation(draft, request, now);
    case 'release':
      return releaseActivation(draft, request, now);
    case 'checkout':
      return checkoutFeature(draft, request, now);
    case 'return':
      return returnFeature(draft, request, now);
    case 'settle':
      return { outcome: 'settled', entitlementId: request.entitlementId };
  }
};
