import {
  type ActivateRequest,
  type AdmissionRequest,
  admit,
  type Decision,
  seatOfActivation,
  type World,
} from '@leeway/rules';
import { newId } from '../platform/ids.ts';
import type { DemoOffering } from './catalogue.ts';
import type { Curve, Customer } from './customer.ts';
import type { Journal } from './journal.ts';
import type { Random } from './random.ts';
import type { Timeline } from './timeline.ts';

/** Where the year is replayed: a world moved by the product's own decisions, a timeline, and a journal of it all. */
export interface Scene {
  readonly world: World;
  readonly timeline: Timeline;
  readonly journal: Journal;
  /** The present, epoch ms. */
  readonly now: number;
  /** Decides one request; no two decisions share an instant, so that their order can be told from the log. */
  decide(request: AdmissionRequest, at: number): Decision;
}

/** The users of one entitlement, as their applications know them. */
export interface Site {
  readonly entitlementId: string;
  readonly customer: Customer;
  readonly offering: DemoOffering;
  readonly random: Random;
  /** Epoch ms since which the entitlement refuses everybody; null: it does not. */
  refusedSince: number | null;
}

export const createScene = (parts: Pick<Scene, 'world' | 'timeline' | 'journal' | 'now'>): Scene => {
  let last = 0;
  return {
    ...parts,
    decide: (request, at) => {
      last = Math.max(at, last + 1);
      const { decisions, changes } = admit(parts.world, [request], last);
      parts.journal.keep(changes);
      const [decision] = decisions;
      if (!decision) throw new Error('a request without a decision');
      return decision;
    },
  };
};

export const hourMs = 3_600_000;
export const minuteMs = 60_000;
export const dayMs = 86_400_000;

/** The height of a curve some days before the present, rounded. */
export const countAt = (curve: Curve, at: number, now: number): number => {
  const daysAgo = (now - at) / dayMs;
  let [before] = curve;
  for (const point of curve) {
    if (point[0] < daysAgo) {
      if (!before || before === point) return point[1];
      const part = (before[0] - daysAgo) / (before[0] - point[0]);
      return Math.round(before[1] + part * (point[1] - before[1]));
    }
    before = point;
  }
  return before?.[1] ?? 0;
};

/** An address of a range that is reserved for documentation. */
const addressOf = (site: Site, seatId: string) => {
  let sum = site.customer.slug.length;
  for (let index = 0; index < seatId.length; index++) sum = (sum * 31 + seatId.charCodeAt(index)) % 250;
  return `${site.customer.country < 'J' ? '203.0.113' : '198.51.100'}.${sum + 1}`;
};

export const activate = (
  scene: Scene,
  site: Site,
  seat: { readonly seatId: string; readonly seatName: string | null },
  at: number,
): Decision => {
  const request: ActivateRequest = {
    kind: 'activate',
    candidates: [site.entitlementId],
    ...seat,
    activationMethod: 'activationCode',
    username: null,
    mode: 'online',
    newActivationId: newId('act', at),
    ipAddress: addressOf(site, seat.seatId),
  };
  const decision = scene.decide(request, at);
  if (decision.outcome === 'granted') site.refusedSince = null;
  else if (!isDeniedForSeats(decision)) site.refusedSince ??= at;
  return decision;
};

/** Which part of its users still ask: 1, and less and less when the entitlement is over and refuses everybody. */
export const eagerness = (site: Site, at: number): number =>
  site.refusedSince === null ? 1 : 0.2 * Math.exp((site.refusedSince - at) / (12 * dayMs));

export const isDeniedForSeats = (decision: Decision) =>
  decision.outcome === 'denied' && decision.reasons.some(({ code }) => code === 'seatLimitReached');

/** The seat of an activation while it counts. */
export const heldSeat = (scene: Scene, site: Site, activationId: string) => {
  const seat = seatOfActivation(scene.world, site.entitlementId, activationId);
  return seat?.counted ? seat : undefined;
};

/** Refresh or release by the application that holds the seat; null when there is nothing to refresh or release. */
export const ask = (
  scene: Scene,
  site: Site,
  kind: 'refresh' | 'release',
  activationId: string,
  at: number,
): Decision | null => {
  const seat = heldSeat(scene, site, activationId);
  if (!seat) return null;
  const { entitlementId } = site;
  const ipAddress = addressOf(site, seat.seatId);
  const on = { entitlementId, activationId, ipAddress };
  const asked = kind === 'refresh' ? { kind, ...on } : ({ kind, method: 'deactivate', ...on } as const);
  return scene.decide(asked, at);
};

export const askFeature = (
  scene: Scene,
  site: Site,
  kind: 'checkout' | 'return',
  activationId: string,
  feature: { readonly featureKey: string; readonly amount: number },
  at: number,
): Decision | null => {
  const seat = heldSeat(scene, site, activationId);
  if (!seat) return null;
  const { entitlementId } = site;
  const ipAddress = addressOf(site, seat.seatId);
  const amount = BigInt(feature.amount);
  return scene.decide(
    { kind, entitlementId, activationId, featureKey: feature.featureKey, amount, ipAddress },
    at,
  );
};
