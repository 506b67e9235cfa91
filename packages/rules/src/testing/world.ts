import type {
  ActivateRequest,
  Decision,
  EntitlementSnapshot,
  EntitlementTerms,
  FeatureRequest,
  FeatureTerms,
  FeatureType,
  RefreshRequest,
  ReleaseRequest,
} from '../admission-state.ts';
import { noInterval } from '../calendar.ts';
import { startDates } from '../life.ts';
import { limitsOf, type OverdraftLimit, type OverdraftType } from '../overdraft.ts';
import { admit, createWorld, putEntitlement, unstarted, type World } from '../replay.ts';

/** Short ways to say an entitlement, a request and what came of it. */

export const day0 = Date.UTC(2025, 0, 31, 12);
export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

export const overdraft = (type: OverdraftType, value: number | null = null): OverdraftLimit => ({
  type,
  value,
});
export const none = overdraft('none');
export const unlimited = overdraft('unlimited');
export const absolute = (value: number) => overdraft('absolute', value);
export const percentage = (value: number) => overdraft('percentage', value);

/** A perpetual entitlement with a lease of an hour and one bought seat, where nothing else is said. */
export const termsOf = (over: Partial<EntitlementTerms> = {}): EntitlementTerms => ({
  entitlementId: 'e',
  productId: 'product',
  editionId: 'edition',
  seats: limitsOf(1n, none),
  ownCap: null,
  concurrencyMode: 'concurrent',
  licenseStartType: 'entitlementCreation',
  licenseType: 'perpetual',
  licenseDuration: noInterval,
  hasMaintenance: false,
  maintenanceDuration: noInterval,
  timeZone: 'UTC',
  leasePeriod: { type: 'hour', count: 1 },
  offlineLeasePeriod: { type: 'day', count: 1 },
  gracePeriod: noInterval,
  usageResetSchedule: 'never',
  features: [],
  attributes: [],
  ...over,
});

export const featureOf = (type: FeatureType, bought: bigint | null, extra = none): FeatureTerms => ({
  featureId: `id of ${type}`,
  key: type,
  type,
  limits: limitsOf(bought, extra),
});

/** A world with these entitlements, started at `day0` unless they start with their first activation. */
export const worldOf = (...terms: readonly EntitlementTerms[]): World => {
  const world = createWorld();
  for (const each of terms) {
    const started = each.licenseStartType === 'activation' ? {} : startDates(each, day0);
    putEntitlement(world, each, { ...unstarted, ...started });
  }
  return world;
};

/** An entitlement that started at `at`, as decisions see it, without seats or use. */
export const snapshotAt = (terms: EntitlementTerms, at: number): EntitlementSnapshot => ({
  ...unstarted,
  ...startDates(terms, at),
  terms,
  toldExpiry: null,
  toldMaintenanceExpiry: null,
  seatsUsed: 0,
  sequence: 0n,
  dueAt: null,
  seatOf: () => undefined,
  activation: () => undefined,
  overdue: [],
  nextLeaseEnd: null,
  usage: new Map(),
});

export const activate = (seatId: string, ...candidates: readonly string[]): ActivateRequest => ({
  kind: 'activate',
  candidates: candidates.length === 0 ? ['e'] : candidates,
  seatId,
  seatName: null,
  activationMethod: 'activationCode',
  username: null,
  mode: 'online',
  newActivationId: `a ${seatId}`,
  ipAddress: '192.0.2.1',
});

const on = (seatId: string, entitlementId: string) => ({
  entitlementId,
  activationId: `a ${seatId}`,
  ipAddress: null,
});
export const refresh = (seatId: string, entitlementId = 'e'): RefreshRequest => ({
  kind: 'refresh',
  ...on(seatId, entitlementId),
});
export const release = (seatId: string, entitlementId = 'e'): ReleaseRequest => ({
  kind: 'release',
  method: 'deactivate',
  ...on(seatId, entitlementId),
});
export const checkout = (seatId: string, featureKey: FeatureType, amount: bigint): FeatureRequest => ({
  kind: 'checkout',
  ...on(seatId, 'e'),
  featureKey,
  amount,
});
export const giveBack = (seatId: string, featureKey: FeatureType, amount: bigint): FeatureRequest => ({
  ...checkout(seatId, featureKey, amount),
  kind: 'return',
});
export const settled = { kind: 'settle', entitlementId: 'e' } as const;

/** Decides one request and applies it. */
export const one = (world: World, request: Parameters<typeof admit>[1][number], now = day0): Decision => {
  const [decision] = admit(world, [request], now).decisions;
  if (!decision) throw new Error('a request without a decision');
  return decision;
};

export const entitlement = (world: World, id = 'e') => {
  const held = world.entitlements.get(id);
  if (!held) throw new Error(`no entitlement ${id}`);
  return held;
};

/** `granted`, or the codes of a denial, or what else came of it: one word for tables. */
export const wordOf = (decision: Decision): string =>
  decision.outcome === 'denied'
    ? `denied: ${decision.reasons.map((reason) => reason.code).join(', ')}`
    : decision.outcome;

type Admitted = ReturnType<typeof admit>;
export const logOf = ({ changes }: Pick<Admitted, 'changes'>) => changes.flatMap(({ log }) => log);
export const eventsOf = ({ changes }: Pick<Admitted, 'changes'>) => changes.flatMap(({ events }) => events);

export const seatsFull = 'denied: seatLimitReached';
export const notActive = 'denied: entitlementNotActive';
