import { usagePeriodAt } from '../usage-period.ts';

/**
 * What the rulebook says, as naively as it can be said: a map of seats with their lease ends and what they hold, and
 * the list of units counted. Nothing is ever settled; every figure is counted anew from these.
 */
export interface ModelLimits {
  readonly bought: number;
  readonly type: 'none' | 'absolute' | 'percentage' | 'unlimited';
  readonly value: number;
}

export interface ModelTerms {
  readonly seats: ModelLimits;
  readonly ownCap: number | null;
  readonly pool: ModelLimits;
  readonly counter: ModelLimits;
  readonly nodeLock: boolean;
  readonly monthly: boolean;
  readonly startsOnActivation: boolean;
  readonly leaseMs: number | null;
  readonly graceMs: number;
  readonly durationMs: number | null;
}

interface ModelSeat {
  activationId: string;
  end: number;
  held: number;
}

export interface Model {
  terms: ModelTerms;
  start: number | null;
  disabled: boolean;
  readonly seats: Map<string, ModelSeat>;
  readonly counted: { at: number; amount: number }[];
}

export const capOf = ({ bought, type, value }: ModelLimits): number =>
  ({
    none: bought,
    absolute: bought + value,
    percentage: bought + Math.floor((bought * value) / 100),
    unlimited: Infinity,
  })[type];

const isLive = (model: Model, seat: ModelSeat | undefined, at: number) =>
  seat !== undefined && (model.terms.nodeLock || seat.end > at);
const liveSeats = (model: Model, at: number) =>
  [...model.seats.values()].filter((seat) => isLive(model, seat, at));

export const seatsUsedIn = (model: Model, at: number) => liveSeats(model, at).length;
export const poolUsedIn = (model: Model, at: number) =>
  liveSeats(model, at).reduce((sum, { held }) => sum + held, 0);
export const counterUsedIn = (model: Model, now: number) => {
  const schedule = model.terms.monthly ? 'monthly' : 'never';
  const since = usagePeriodAt(schedule, model.start, 'UTC', now).start ?? 0;
  return model.counted.reduce((sum, { at, amount }) => (at >= since ? sum + amount : sum), 0);
};

const boundOf = ({ start, terms }: Model) =>
  start === null || terms.durationMs === null ? Infinity : start + terms.durationMs + terms.graceMs;
const leaseEndOf = (model: Model, at: number) =>
  Math.min(at + (model.terms.leaseMs ?? Infinity), boundOf(model), Date.UTC(10000, 0) - 1);

const isUsable = (model: Model, at: number, mayStart: boolean) =>
  !model.disabled &&
  (model.start === null ? mayStart && model.terms.startsOnActivation : at < boundOf(model));
const isFull = (model: Model, at: number) => seatsUsedIn(model, at) >= capOf(model.terms.seats);
const isOver = (model: Model, at: number) => seatsUsedIn(model, at) > capOf(model.terms.seats);

const isAtOwnCap = (model: Model, at: number) => {
  const { ownCap, seats } = model.terms;
  return ownCap !== null && ownCap < capOf(seats) && seatsUsedIn(model, at) >= ownCap;
};

/** What is expected of a decision: its word, and where it is a seat, until when. */
export interface Expected {
  readonly word: string;
  readonly leaseEnd?: number;
}

const denied = (...codes: (string | false)[]): Expected => ({
  word: `denied: ${codes.filter((code) => code !== false).join(', ')}`,
});
const inactive = 'entitlementNotActive';
const full = 'seatLimitReached';
const ownCapped = 'ownCapReached';
const seatCodes = (model: Model, at: number) => [
  isFull(model, at) && full,
  isAtOwnCap(model, at) && ownCapped,
];
const isFree = (model: Model, at: number) => !isFull(model, at) && !isAtOwnCap(model, at);

const renewed = (model: Model, seat: ModelSeat, at: number): Expected => {
  if (!isOver(model, at)) seat.end = Math.max(seat.end, leaseEndOf(model, at));
  return { word: 'granted', leaseEnd: seat.end };
};

const taken = (model: Model, seatId: string, activationId: string, at: number): Expected => {
  model.start ??= at;
  const end = leaseEndOf(model, at);
  model.seats.set(seatId, { activationId, end, held: 0 });
  return { word: 'granted', leaseEnd: end };
};

export const expectActivate = (
  models: readonly Model[],
  seatId: string,
  newId: string,
  at: number,
): Expected => {
  const usable = models.filter((model) => isUsable(model, at, true));
  for (const model of usable) {
    const seat = model.seats.get(seatId);
    if (seat && isLive(model, seat, at)) return renewed(model, seat, at);
  }
  const free = usable.filter((model) => isFree(model, at));
  const chosen = free.find((model) => seatsUsedIn(model, at) < model.terms.seats.bought) ?? free[0];
  if (chosen) return taken(chosen, seatId, chosen.seats.get(seatId)?.activationId ?? newId, at);
  const [first] = models;
  if (!first) return denied('credentialsRejected');
  const refused = usable.find((model) => !isFull(model, at)) ?? usable[0];
  if (refused) {
    const elsewhere = models.flatMap((model) => (usable.includes(model) ? seatCodes(model, at) : [inactive]));
    return denied(...new Set([...seatCodes(refused, at), ...elsewhere]));
  }
  const holds = isLive(first, first.seats.get(seatId), at);
  return denied(inactive, ...(holds ? [] : seatCodes(first, at)));
};

export const expectRefresh = (model: Model, seatId: string, at: number): Expected => {
  const seat = model.seats.get(seatId);
  if (!seat) return { word: 'noSuchActivation' };
  const stopped = !isUsable(model, at, false);
  if (!isLive(model, seat, at)) {
    if (stopped || !isFree(model, at)) return denied(stopped && inactive, ...seatCodes(model, at));
    return taken(model, seatId, seat.activationId, at);
  }
  const ended = stopped || seat.end >= boundOf(model);
  const over = isOver(model, at);
  if (over) model.seats.delete(seatId);
  return ended || over ? denied(ended && inactive, over && full) : renewed(model, seat, at);
};

export const expectRelease = (model: Model, seatId: string): Expected => ({
  word: model.seats.delete(seatId) ? 'released' : 'noSuchActivation',
});

export type Meter = 'elementPool' | 'usageCount';

export const expectCheckout = (
  model: Model,
  seatId: string,
  meter: Meter,
  amount: number,
  at: number,
): Expected => {
  const seat = model.seats.get(seatId);
  if (!seat) return { word: 'noSuchActivation' };
  if (!isLive(model, seat, at)) return { word: 'conflict' };
  const isPool = meter === 'elementPool';
  const used = isPool ? poolUsedIn(model, at) : counterUsedIn(model, at);
  const fits = used + amount <= capOf(isPool ? model.terms.pool : model.terms.counter);
  const stopped = !isUsable(model, at, false);
  if (stopped || !fits) return denied(stopped && inactive, !fits && 'featureLimitReached');
  if (isPool) seat.held += amount;
  else model.counted.push({ at, amount });
  return { word: 'featureGranted' };
};

export const expectReturn = (
  model: Model,
  seatId: string,
  meter: Meter,
  amount: number,
  at: number,
): Expected => {
  const seat = model.seats.get(seatId);
  if (!seat) return { word: 'noSuchActivation' };
  if (!isLive(model, seat, at) || meter === 'usageCount' || seat.held < amount) return { word: 'conflict' };
  seat.held -= amount;
  return { word: 'featureGranted' };
};

export const expectChange = (model: Model, terms: ModelTerms, forced: boolean, at: number): boolean => {
  const admitted =
    forced ||
    (seatsUsedIn(model, at) <= capOf(terms.seats) &&
      poolUsedIn(model, at) <= capOf(terms.pool) &&
      counterUsedIn(model, at) <= capOf(terms.counter));
  if (admitted) model.terms = terms;
  return admitted;
};
