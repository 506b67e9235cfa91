import { fits, type Limits, type LimitsInUse } from './overdraft.ts';

/**
 * Rule 43: the cap of the seats that a customer gives itself, below the vendor's hard cap. Whoever holds a seat keeps it,
 * and renews its lease, when the own cap is lowered below what is in use; nobody gets another one.
 */

/** The own cap where it says less than the hard cap; null: the hard cap rules alone. */
export const ownCapInForce = ({ hardCap }: Limits, ownCap: bigint | null): bigint | null =>
  ownCap !== null && (hardCap === null || ownCap < hardCap) ? ownCap : null;

/** Whether the own cap stands in the way of one more seat. */
export const isAtOwnCap = (seats: Limits, ownCap: bigint | null, used: bigint): boolean => {
  const inForce = ownCapInForce(seats, ownCap);
  return inForce !== null && !fits({ ...seats, hardCap: inForce }, used, 1n);
};

/** Limits in use as an application may rely on them: what is available ends at the own cap. */
export const underOwnCap = (limits: LimitsInUse, ownCap: bigint | null): LimitsInUse => {
  const inForce = ownCapInForce(limits, ownCap);
  if (inForce === null) return limits;
  return { ...limits, available: limits.used < inForce ? inForce - limits.used : 0n, ownCap: inForce };
};

/** Why an own cap is refused, or null. */
export const ownCapFault = (ownCap: bigint, { hardCap }: Limits): string | null => {
  if (ownCap < 0n) return 'must be 0 or more';
  if (hardCap === null || ownCap <= hardCap) return null;
  return `must be at most ${hardCap}, the hard cap; to use more, ask for more seats`;
};
