/** Overdraft arithmetic (rulebook section 3), the same for seats and metered features. Amounts are int64 as bigint. */

export type OverdraftType = 'none' | 'absolute' | 'percentage' | 'unlimited';

export interface OverdraftLimit {
  readonly type: OverdraftType;
  /** Units or whole per cent; null with `none` and `unlimited`. */
  readonly value: number | null;
}

export interface Limits {
  /** null: the feature itself is unlimited (rule 3). */
  readonly bought: bigint | null;
  /** null: no bound. */
  readonly allowance: bigint | null;
  /** bought + allowance; null: unlimited. */
  readonly hardCap: bigint | null;
}

/** Where a meter stands against its limits, as told to an application (rule 33). */
export interface LimitsInUse extends Limits {
  readonly used: bigint;
  readonly overdraftUsed: bigint;
  /** null: unlimited. */
  readonly available: bigint | null;
  readonly state: 'within' | 'overdraft' | 'atHardCap';
  /** The customer's own cap of the seats; only where one below the hard cap is in force (rule 43). */
  readonly ownCap?: bigint;
}

/** Rule 1: a value sent with `none` or `unlimited` is accepted and stored as null; a missing one counts as 0. */
export const normalizeOverdraft = (limit: { type: OverdraftType; value?: number | null }): OverdraftLimit =>
  limit.type === 'none' || limit.type === 'unlimited'
    ? { type: limit.type, value: null }
    : { type: limit.type, value: limit.value ?? 0 };

/** The extra units the overdraft grants; null: no bound. Percentages round down (rule 2). */
export const allowance = (limit: OverdraftLimit, bought: bigint): bigint | null => {
  switch (limit.type) {
    case 'none':
      return 0n;
    case 'absolute':
      return BigInt(limit.value ?? 0);
    case 'percentage':
      return (bought * BigInt(limit.value ?? 0)) / 100n;
    case 'unlimited':
      return null;
  }
};

/** Limits of a meter; `bought` null is an unlimited feature, on which an overdraft has no effect (rule 3). */
export const limitsOf = (bought: bigint | null, overdraft: OverdraftLimit): Limits => {
  if (bought === null) return { bought: null, allowance: 0n, hardCap: null };
  const extra = allowance(overdraft, bought);
  return { bought, allowance: extra, hardCap: extra === null ? null : bought + extra };
};

/**
 * The same limits with a hard cap of at most `hardCapMax`: bought and overdraft may follow the catalogue from different
 * levels (rule 8), and each may be legal where it was set while their sum is beyond what can be counted.
 */
export const cappedLimits = (limits: Limits, hardCapMax: bigint): Limits =>
  limits.bought === null || limits.hardCap === null || limits.hardCap <= hardCapMax
    ? limits
    : { bought: limits.bought, allowance: hardCapMax - limits.bought, hardCap: hardCapMax };

const max0 = (amount: bigint) => (amount > 0n ? amount : 0n);

/** Rule 4: positional. */
export const overdraftUsed = (bought: bigint | null, used: bigint): bigint =>
  bought === null ? 0n : max0(used - bought);

export const limitsInUse = (limits: Limits, used: bigint): LimitsInUse => {
  const { bought, hardCap } = limits;
  const atHardCap = hardCap !== null && used >= hardCap;
  return {
    bought,
    allowance: limits.allowance,
    hardCap,
    used,
    overdraftUsed: overdraftUsed(bought, used),
    available: hardCap === null ? null : max0(hardCap - used),
    state: atHardCap ? 'atHardCap' : bought !== null && used > bought ? 'overdraft' : 'within',
  };
};

/** Largest hard cap a meter may have: seats are int32 on the wire, features int64. */
export const seatsMax = 2147483647n;
export const unitsMax = 9223372036854775807n;

/** Rule 13: whether `amount` more units may be used. Unlimited use still stays a number that can be stored (rule 1). */
export const fits = (limits: Limits, used: bigint, amount: bigint): boolean =>
  used + amount <= (limits.hardCap ?? unitsMax);

/** The seat figures of an entitlement as the contract names them (table of section 3). */
export interface SeatFigures {
  readonly overdraftSeatCount: bigint | null;
  readonly overdraftSeatsUsed: bigint | null;
  readonly seatsAvailable: bigint | null;
  /** Whole per cent of bought, rounded half up; may pass 100. */
  readonly seatUtilizationRate: bigint;
}

export const seatFigures = (overdraft: OverdraftLimit, bought: bigint, used: bigint): SeatFigures => {
  const limits = limitsOf(bought, overdraft);
  return {
    overdraftSeatCount: limits.allowance,
    overdraftSeatsUsed: overdraft.type === 'none' ? null : overdraftUsed(bought, used),
    seatsAvailable: limits.hardCap === null ? null : max0(limits.hardCap - used),
    seatUtilizationRate: bought === 0n ? 0n : (used * 200n + bought) / (bought * 2n),
  };
};

/** The first unit that is refused, which is how people think of a limit; null: none ever is. */
export const firstDenied = ({ hardCap }: Limits): bigint | null =>
  hardCap === null || hardCap >= unitsMax ? null : hardCap + 1n;

/** Why an overdraft limit is refused, or null. Its hard cap must stay a number the wire can carry. */
export const overdraftFault = (
  limit: OverdraftLimit,
  bought: bigint | null,
  hardCapMax: bigint,
): string | null => {
  if (limit.value !== null && limit.value < 0) return 'must be 0 or more';
  const cap = limitsOf(bought, limit).hardCap;
  return cap !== null && cap > hardCapMax
    ? `makes a hard cap of ${cap}; at most ${hardCapMax} is possible (use type "unlimited")`
    : null;
};

/**
 * Limits of a feature (rules 3 and 20). A bool feature is off when its value is 0 and on otherwise, for a feature without
 * a value is not limited; as a meter it has bought 1 or 0 and no overdraft.
 */
export const featureLimits = (
  type: 'bool' | 'elementPool' | 'usageCount',
  value: bigint | null,
  overdraft: OverdraftLimit,
): Limits =>
  type === 'bool'
    ? limitsOf(value === 0n ? 0n : 1n, { type: 'none', value: null })
    : cappedLimits(limitsOf(value, overdraft), unitsMax);
