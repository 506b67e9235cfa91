import {
  type ActivityRow,
  type EntitlementChanges,
  type EntitlementEvent,
  type Limits,
  sharesRow,
  type UsageClosing,
} from '@leeway/rules';
import { cellText, instant, lineOf } from './copy.ts';

/** What the replayed year leaves behind: the activity log as lines to load, and the rest as plain rows. */

interface LimitStep {
  readonly entitlementId: string;
  readonly sequence: bigint;
  readonly at: number;
  readonly limits: Limits;
}

export interface Journal {
  keep(changes: readonly EntitlementChanges[]): void;
  /** The lines of the log since the last call. */
  takeLines(): string;
  /** How many characters wait to be taken. */
  readonly waiting: number;
  readonly logRows: number;
  readonly events: EntitlementEvent[];
  readonly closings: UsageClosing[];
  readonly limitSteps: LimitStep[];
  /** Writes the denials that are still held back. */
  closeDenials(): void;
}

export const logColumns = [
  'tenant_id',
  'entitlement_id',
  'at',
  'sequence',
  'operation',
  'activation_id',
  'seat_id',
  'seats_used',
  'bought',
  'hard_cap',
  'overdraft',
  'lease_end',
  'ip_address',
  'attempts',
  'reasons',
  'feature_key',
  'amount',
  'feature_used',
  'feature_bought',
  'feature_hard_cap',
  'seat_name',
  'mode',
  'activated_at',
  'method',
  'overdraft_seat',
] as const;

const orNull = (value: string | bigint | null) => (value === null ? '\\N' : value);

/** By hand, because there are hundreds of thousands of them. Only a seat id could hold a sign that COPY reads. */
const logLine = (tenantId: string, row: ActivityRow): string => {
  const seat = `${row.operation}\t${orNull(row.activationId)}\t${cellText(row.seatId)}\t${row.seatsUsed}`;
  const limits = `${row.bought}\t${orNull(row.hardCap)}\t${row.overdraft}\t${orNull(instant(row.leaseEnd))}`;
  const reasons = row.reasons && `{${row.reasons.join(',')}}`;
  const asked = `${orNull(row.ipAddress)}\t${row.attempts}\t${orNull(reasons)}`;
  const feature =
    row.featureKey === null
      ? '\\N\t\\N\t\\N\t\\N\t\\N'
      : lineOf([
          row.featureKey,
          row.amount,
          row.featureUsed,
          row.featureBought,
          row.featureHardCap,
        ]).trimEnd();
  const given = row.seat
    ? lineOf([
        ...[row.seat.seatName, row.seat.mode, instant(row.seat.activatedAt), row.seat.method],
        row.seat.isOverdraftSeat,
      ]).trimEnd()
    : '\\N\t\\N\t\\N\t\\N\t\\N';
  const key = `${tenantId}\t${row.entitlementId}\t${instant(row.at)}\t${row.sequence}`;
  return `${key}\t${seat}\t${limits}\t${asked}\t${feature}\t${given}\n`;
};

/** @param refreshesFrom refresh rows before this instant (epoch ms) are not kept: they change nothing in C(t) (rule 28) */
export const createJournal = (tenantId: string, refreshesFrom: number): Journal => {
  let lines = '';
  let logRows = 0;
  const events: EntitlementEvent[] = [];
  const closings: UsageClosing[] = [];
  /** The last denial of each seat and feature: further attempts within its window count on it (rule 16). */
  const denials = new Map<string, ActivityRow>();

  const write = (row: ActivityRow) => {
    if (row.operation === 'refresh' && row.at < refreshesFrom) return;
    lines += logLine(tenantId, row);
    logRows += 1;
  };

  const deny = (row: ActivityRow) => {
    const key = `${row.entitlementId} ${row.featureKey ?? ''} ${row.seatId}`;
    const open = denials.get(key);
    if (open && sharesRow(open.at, row.at)) {
      denials.set(key, { ...open, attempts: open.attempts + row.attempts });
      return;
    }
    if (open) write(open);
    denials.set(key, row);
  };

  return {
    keep: (changes) => {
      for (const change of changes) {
        for (const row of change.log) write(row);
        for (const row of change.denials) deny(row);
        events.push(...change.events);
        closings.push(...change.closings);
      }
    },
    takeLines: () => {
      const taken = lines;
      lines = '';
      return taken;
    },
    closeDenials: () => {
      for (const row of denials.values()) write(row);
      denials.clear();
    },
    get waiting() {
      return lines.length;
    },
    get logRows() {
      return logRows;
    },
    events,
    closings,
    limitSteps: [],
  };
};
