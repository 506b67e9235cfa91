import type { ActivityRow, EntitlementChanges, Seat } from '@leeway/rules';
import { appendOutboxSql, appendOutboxValues } from '../../platform/outbox.ts';
import { outboxEvents } from '../entitlements/index.ts';
import type { Parameter } from './lane-connection.ts';
import * as sql from './write-sql.ts';

/** The statements that write what a batch changed, one for each kind of row that there is. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly Parameter[];
}

interface SeatOf {
  readonly entitlementId: string;
  readonly seat: Seat;
}

/** New seats, and the lists of their columns. */
interface AddedSeats {
  readonly rows: readonly SeatOf[];
  readonly lists: SeatLists;
}

const seatStatements = (
  tenantId: string,
  changes: readonly EntitlementChanges[],
): { readonly statements: Statement[]; readonly addedSeats: AddedSeats | null } => {
  const gone: string[] = [];
  const added: SeatOf[] = [];
  const altered: SeatOf[] = [];
  const held: { activationId: string; featureId: string; amount: bigint }[] = [];
  const dropped: { activationId: string; featureId: string }[] = [];
  for (const { entitlementId, seats } of changes) {
    for (const [activationId, { was, is }] of seats) {
      if (is === null && was !== null) gone.push(activationId);
      if (is !== null && was === null) added.push({ entitlementId, seat: is });
      if (is !== null && was !== null) altered.push({ entitlementId, seat: is });
      for (const [featureId, amount] of is?.holdings ?? []) {
        if (was?.holdings.get(featureId) !== amount) held.push({ activationId, featureId, amount });
      }
      for (const featureId of was?.holdings.keys() ?? []) {
        if (!is?.holdings.has(featureId)) dropped.push({ activationId, featureId });
      }
    }
  }
  const statements: Statement[] = [];
  if (dropped.length > 0) {
    const values = [tenantId, dropped.map((d) => d.activationId), dropped.map((d) => d.featureId)];
    statements.push({ name: 'deleteHoldings', text: sql.deleteHoldings, values });
  }
  if (gone.length > 0) {
    statements.push({ name: 'deleteActivations', text: sql.deleteActivations, values: [tenantId, gone] });
  }
  const addedSeats = added.length > 0 ? { rows: added, lists: seatLists(added) } : null;
  if (addedSeats) {
    const values = seatColumns(tenantId, addedSeats.lists);
    statements.push({ name: 'insertActivations', text: sql.insertActivations, values });
  }
  if (altered.length > 0) {
    const values = seatColumns(tenantId, seatLists(altered));
    statements.push({ name: 'updateActivations', text: sql.updateActivations, values });
  }
  if (held.length > 0) {
    const values = [
      tenantId,
      held.map((h) => h.activationId),
      held.map((h) => h.featureId),
      held.map((h) => h.amount),
    ];
    statements.push({ name: 'upsertHoldings', text: sql.upsertHoldings, values });
  }
  return { statements, addedSeats };
};

type SeatLists = ReturnType<typeof seatLists>;

const seatLists = (rows: readonly SeatOf[]) => {
  const activatedAt = rows.map(({ seat }) => seat.activatedAt);
  const isFirstLease = rows.every(({ seat }) => seat.lastLeaseAt === seat.activatedAt);
  return {
    activationIds: rows.map(({ seat }) => seat.activationId),
    entitlementIds: rows.map(({ entitlementId }) => entitlementId),
    seatIds: rows.map(({ seat }) => seat.seatId),
    seatNames: rows.map(({ seat }) => seat.seatName),
    modes: rows.map(({ seat }) => seat.mode),
    activatedAt,
    lastLeaseAt: isFirstLease ? activatedAt : rows.map(({ seat }) => seat.lastLeaseAt),
    leaseEnds: rows.map(({ seat }) => seat.leaseEnd),
    activationMethods: rows.map(({ seat }) => seat.activationMethod),
    usernames: rows.map(({ seat }) => seat.username),
    counted: rows.map(({ seat }) => seat.counted),
  };
};

const seatColumns = (tenantId: string, lists: SeatLists) => [
  tenantId,
  lists.activationIds,
  lists.entitlementIds,
  lists.seatIds,
  lists.seatNames,
  lists.activationMethods,
  lists.usernames,
  lists.modes,
  lists.activatedAt,
  lists.lastLeaseAt,
  lists.leaseEnds,
  lists.counted,
];

const stateStatements = (tenantId: string, changes: readonly EntitlementChanges[]): Statement[] => {
  const statements: Statement[] = [
    {
      name: 'updateStates',
      text: sql.updateStates,
      values: [
        tenantId,
        changes.map((change) => change.entitlementId),
        changes.map((change) => change.seatsUsed),
        changes.map((change) => change.sequence),
        changes.map((change) => change.dueAt),
      ],
    },
  ];
  const started = changes.flatMap(({ entitlementId, started }) =>
    started ? [{ entitlementId, ...started }] : [],
  );
  if (started.length > 0) {
    statements.push({
      name: 'startEntitlements',
      text: sql.startEntitlements,
      values: [
        tenantId,
        started.map((s) => s.entitlementId),
        started.map((s) => s.activationDate),
        started.map((s) => s.expiryDate),
        started.map((s) => s.maintenanceExpiryDate),
      ],
    });
  }
  const told = changes.flatMap(({ entitlementId, told }) => (told ? [{ entitlementId, ...told }] : []));
  if (told.length > 0) {
    statements.push({
      name: 'tellEnds',
      text: sql.tellEnds,
      values: [
        tenantId,
        told.map((t) => t.entitlementId),
        told.map((t) => t.toldExpiry),
        told.map((t) => t.toldMaintenanceExpiry),
      ],
    });
  }
  return statements;
};

const usageStatements = (tenantId: string, changes: readonly EntitlementChanges[]): Statement[] => {
  const usage = changes.flatMap(({ entitlementId, usage }) =>
    [...usage].map(([featureId, { used, periodStart }]) => ({ entitlementId, featureId, used, periodStart })),
  );
  const closings = changes.flatMap((change) => change.closings);
  const statements: Statement[] = [];
  if (usage.length > 0) {
    const values = [
      tenantId,
      usage.map((u) => u.entitlementId),
      usage.map((u) => u.featureId),
      usage.map((u) => u.used),
      usage.map((u) => u.periodStart),
    ];
    statements.push({ name: 'upsertUsage', text: sql.upsertUsage, values });
  }
  if (closings.length > 0) {
    const values = [
      tenantId,
      closings.map((c) => c.entitlementId),
      closings.map((c) => c.featureId),
      closings.map((c) => c.periodEnd),
      closings.map((c) => c.periodStart),
      closings.map((c) => c.featureKey),
      closings.map((c) => c.used),
      closings.map((c) => c.overdraftUsed),
    ];
    statements.push({ name: 'insertClosings', text: sql.insertClosings, values });
  }
  return statements;
};

/** Whether the rows of the log are those of the new seats and say of each what its own row says. */
const tellsOf = (log: readonly ActivityRow[], { rows }: AddedSeats): boolean =>
  log.length === rows.length &&
  rows.every(({ entitlementId, seat }, index) => {
    const row = log[index];
    return (
      row?.activationId === seat.activationId &&
      row.entitlementId === entitlementId &&
      row.seatId === seat.seatId &&
      row.at === seat.activatedAt &&
      row.leaseEnd === seat.leaseEnd &&
      row.seat?.seatName === seat.seatName &&
      row.seat.mode === seat.mode &&
      row.seat.activatedAt === seat.activatedAt
    );
  });

/** `seats`: lists that are the log's too. To send and read one costs as much as a row's way into an index. */
const logColumns = (tenantId: string, rows: readonly ActivityRow[], seats: SeatLists | null) => [
  tenantId,
  seats?.entitlementIds ?? rows.map((row) => row.entitlementId),
  seats?.activatedAt ?? rows.map((row) => row.at),
  rows.map((row) => row.sequence),
  rows.map((row) => row.operation),
  seats?.activationIds ?? rows.map((row) => row.activationId),
  seats?.seatIds ?? rows.map((row) => row.seatId),
  rows.map((row) => row.seatsUsed),
  rows.map((row) => row.bought),
  rows.map((row) => row.hardCap),
  rows.map((row) => row.overdraft),
  seats?.leaseEnds ?? rows.map((row) => row.leaseEnd),
  rows.map((row) => row.ipAddress),
  rows.map((row) => row.attempts),
  rows.map((row) => row.reasons?.join(' ') ?? null),
  rows.map((row) => row.featureKey),
  rows.map((row) => row.amount),
  rows.map((row) => row.featureUsed),
  rows.map((row) => row.featureBought),
  rows.map((row) => row.featureHardCap),
  seats?.seatNames ?? rows.map((row) => row.seat?.seatName ?? null),
  seats?.modes ?? rows.map((row) => row.seat?.mode ?? null),
  seats?.activatedAt ?? rows.map((row) => row.seat?.activatedAt ?? null),
  rows.map((row) => row.seat?.method ?? null),
  rows.map((row) => row.seat?.isOverdraftSeat ?? null),
  rows.map((row) => row.seat?.releasedBy ?? null),
];

/** Attempts to add to denials that have a row: `rows` carry its instant and sequence (rule 16). */
export const attemptsStatement = (tenantId: string, rows: readonly ActivityRow[]): Statement => ({
  name: 'addAttempts',
  text: sql.addAttempts,
  values: logColumns(tenantId, rows, null),
});

/** `denied`: the denials that get a row of their own (rule 16). */
export const changeStatements = (
  tenantId: string,
  changes: readonly EntitlementChanges[],
  denied: readonly ActivityRow[],
): Statement[] => {
  if (changes.length === 0) return [];
  const log = [...changes.flatMap((change) => change.log), ...denied];
  const events = changes.flatMap((change) => change.events);
  const outbox = outboxEvents(events);
  const { statements, addedSeats } = seatStatements(tenantId, changes);
  const shared = addedSeats && tellsOf(log, addedSeats) ? addedSeats.lists : null;
  return [
    ...stateStatements(tenantId, changes),
    ...statements,
    ...usageStatements(tenantId, changes),
    ...(log.length > 0
      ? [{ name: 'insertLog', text: sql.insertLog, values: logColumns(tenantId, log, shared) }]
      : []),
    ...(outbox.length > 0
      ? [{ name: 'appendOutbox', text: appendOutboxSql, values: appendOutboxValues(tenantId, outbox) }]
      : []),
  ];
};
