import type {
  ActivationMethod,
  ActivationMode,
  EntitlementSnapshot,
  EntitlementTerms,
  FeatureUsage,
  Seat,
} from '@leeway/rules';

/** Rows as the database gives them, and the plain data that decisions are made on. */

export interface StateRow {
  readonly entitlement_id: string;
  readonly seats_used: number;
  readonly sequence: bigint;
  readonly version: bigint;
  /** Seconds since 1970 when the row was locked, or read. The other instants are epoch milliseconds. */
  readonly locked_at: number;
  readonly due_at: number | null;
  readonly activation_date: number | null;
  readonly expiry_date: number | null;
  readonly maintenance_expiry_date: number | null;
  readonly disabled_date: number | null;
  readonly customer_disabled: boolean;
  readonly exported: boolean;
  /** Null: none. */
  readonly usage_resets: readonly Date[] | null;
  readonly told_expiry: number | null;
  readonly told_maintenance_expiry: number | null;
}

export interface SeatRow {
  readonly activation_id: string;
  readonly entitlement_id: string;
  readonly seat_id: string;
  readonly seat_name: string | null;
  readonly activation_method: ActivationMethod;
  readonly username: string | null;
  readonly mode: ActivationMode;
  readonly activated_at: Date;
  readonly last_lease_at: Date;
  readonly lease_end: Date;
  readonly counted: boolean;
  readonly holdings: Readonly<Record<string, string>> | null;
}

/** The columns of a seat are null on a row that only tells when the next lease ends. */
export type DueRow = {
  readonly entitlement_id: string;
  readonly next_lease_end: Date | null;
} & (SeatRow | { readonly activation_id: null });

export interface UsageRow {
  readonly entitlement_id: string;
  readonly feature_id: string;
  readonly used: bigint;
  readonly period_start: Date | null;
}

const noResets: readonly number[] = [];
const noHoldings: ReadonlyMap<string, bigint> = new Map();
/** One for all, so that what is worked out for unused features can be kept. */
const noUsage: ReadonlyMap<string, FeatureUsage> = new Map();

export const seatFrom = (row: SeatRow): Seat => ({
  activationId: row.activation_id,
  seatId: row.seat_id,
  seatName: row.seat_name,
  activationMethod: row.activation_method,
  username: row.username,
  mode: row.mode,
  activatedAt: row.activated_at.getTime(),
  lastLeaseAt: row.last_lease_at.getTime(),
  leaseEnd: row.lease_end.getTime(),
  counted: row.counted,
  holdings: row.holdings
    ? new Map(Object.entries(row.holdings).map(([featureId, amount]) => [featureId, BigInt(amount)]))
    : noHoldings,
});

const ms = (date: Date | null) => (date === null ? null : date.getTime());

export interface LoadedRows {
  readonly states: readonly StateRow[];
  readonly due: readonly DueRow[];
  readonly seats: readonly SeatRow[];
  readonly usage: readonly UsageRow[];
  readonly terms: ReadonlyMap<string, EntitlementTerms>;
}

interface Parts {
  readonly byActivation: Map<string, Seat>;
  readonly bySeat: Map<string, Seat>;
  readonly overdue: Seat[];
  readonly usage: Map<string, FeatureUsage>;
  nextLeaseEnd: number | null;
}

/** Puts the rows of one load together: a snapshot for each entitlement whose terms are known. */
export const snapshotsFrom = (rows: LoadedRows): Map<string, EntitlementSnapshot> => {
  const parts = new Map<string, Parts>();
  for (const { entitlement_id } of rows.states) {
    parts.set(entitlement_id, {
      byActivation: new Map(),
      bySeat: new Map(),
      overdue: [],
      usage: new Map(),
      nextLeaseEnd: null,
    });
  }
  const addSeat = (row: SeatRow) => {
    const part = parts.get(row.entitlement_id);
    const seat = seatFrom(row);
    part?.byActivation.set(seat.activationId, seat);
    part?.bySeat.set(seat.seatId, seat);
    return seat;
  };
  for (const row of rows.seats) addSeat(row);
  for (const row of rows.due) {
    const part = parts.get(row.entitlement_id);
    if (!part) continue;
    part.nextLeaseEnd = ms(row.next_lease_end);
    if (row.activation_id !== null) part.overdue.push(addSeat(row));
  }
  for (const row of rows.usage) {
    const usage = { used: row.used, periodStart: ms(row.period_start) };
    parts.get(row.entitlement_id)?.usage.set(row.feature_id, usage);
  }
  const snapshots = new Map<string, EntitlementSnapshot>();
  for (const state of rows.states) {
    const terms = rows.terms.get(state.entitlement_id);
    const part = parts.get(state.entitlement_id);
    if (!terms || !part) continue;
    snapshots.set(state.entitlement_id, {
      terms,
      activationDate: state.activation_date,
      expiryDate: state.expiry_date,
      maintenanceExpiryDate: state.maintenance_expiry_date,
      disabledDate: state.disabled_date,
      customerDisabled: state.customer_disabled,
      exported: state.exported,
      usageResets: state.usage_resets?.map((reset) => reset.getTime()) ?? noResets,
      toldExpiry: state.told_expiry,
      toldMaintenanceExpiry: state.told_maintenance_expiry,
      seatsUsed: state.seats_used,
      sequence: state.sequence,
      dueAt: state.due_at,
      seatOf: (seatId) => part.bySeat.get(seatId),
      activation: (activationId) => part.byActivation.get(activationId),
      overdue: part.overdue,
      nextLeaseEnd: part.nextLeaseEnd,
      usage: part.usage.size === 0 ? noUsage : part.usage,
    });
  }
  return snapshots;
};
