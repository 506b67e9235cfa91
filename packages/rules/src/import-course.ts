import { sharesRow } from './denial-window.ts';
import { deniedReason, type StopRecord, type UsageRecord, type UseRecord } from './usage-record.ts';

/**
 * Makes rows of the activity log from what another license manager recorded. One feature or several are the seats: a
 * holder has as many seats as it has licenses of the one of these features that it has most of, because one start of
 * a program often takes a package and a part of it at once.
 */

/** Limits in force from an instant on. */
export interface ImportLimits {
  readonly at: number;
  readonly bought: bigint;
  /** null: unlimited. */
  readonly hardCap: bigint | null;
}

export interface ImportedRow {
  /** From 0 on in the order of the record. A denial is given out later than its place: its attempts are counted first. */
  readonly place: number;
  readonly at: number;
  readonly operation: 'activate' | 'deactivate' | 'activationDenied';
  readonly seatId: string;
  /** After the operation. */
  readonly seatsUsed: number;
  readonly bought: bigint;
  readonly hardCap: bigint | null;
  readonly overdraft: boolean;
  /** Rule 5; null: a denial. */
  readonly overdraftSeat: boolean | null;
  /** When the seat was taken; null: a denial. */
  readonly activatedAt: number | null;
  readonly attempts: number;
  readonly reasons: readonly string[] | null;
}

interface OpenDenial {
  readonly row: Omit<ImportedRow, 'attempts'>;
  attempts: number;
}

interface Holder {
  /** Licenses by daemon and feature. */
  readonly licenses: Map<string, number>;
  /** When each seat was taken, the first to be taken first. */
  readonly seats: number[];
}

export interface ImportCourse {
  /** null: every feature. */
  readonly features: ReadonlySet<string> | null;
  /** Ascending; the first holds from the beginning on. */
  readonly limits: readonly ImportLimits[];
  limitsIndex: number;
  readonly holders: Map<string, Holder>;
  /** By seat id, in the order of their instants (rule 16). */
  readonly denials: Map<string, OpenDenial>;
  seatsUsed: number;
  peak: number;
  /** Rows so far, open denials included. */
  places: number;
  /** Licenses given back that nobody was seen to take. */
  unmatchedIns: number;
  /** Requests denied for reasons that say nothing about demand. */
  otherDenials: number;
  /** Licenses that nobody was seen to give back: they ended with a restart, or with the record. */
  endedByStop: number;
}

/** `limits` must not be empty. */
export const openImportCourse = (
  features: ReadonlySet<string> | null,
  limits: readonly ImportLimits[],
): ImportCourse => ({
  ...{ features, limits, limitsIndex: 0, holders: new Map(), denials: new Map() },
  ...{ seatsUsed: 0, peak: 0, places: 0, unmatchedIns: 0, otherDenials: 0, endedByStop: 0 },
});

const limitsAt = (course: ImportCourse, at: number): ImportLimits => {
  const { limits } = course;
  while ((limits[course.limitsIndex + 1]?.at ?? Number.POSITIVE_INFINITY) <= at) course.limitsIndex += 1;
  const found = limits[course.limitsIndex];
  if (!found) throw new Error('an import without limits');
  return found;
};

/** The first seat of a holder has its name, each further one a number. */
const seatIdOf = (holder: string, index: number): string =>
  index === 0 ? holder : `${holder} (${index + 1})`;

const row = (
  course: ImportCourse,
  at: number,
  operation: ImportedRow['operation'],
  seatId: string,
  activatedAt: number | null,
): Omit<ImportedRow, 'attempts'> => {
  const { bought, hardCap } = limitsAt(course, at);
  const { seatsUsed } = course;
  const before = operation === 'deactivate' ? seatsUsed + 1 : seatsUsed;
  const place = course.places;
  course.places += 1;
  return {
    place,
    at,
    operation,
    seatId,
    seatsUsed,
    bought,
    hardCap,
    activatedAt,
    reasons: null,
    overdraft: BigInt(seatsUsed) > bought,
    overdraftSeat: operation === 'activationDenied' ? null : BigInt(before) > bought,
  };
};

const finished = ({ row, attempts }: OpenDenial): ImportedRow => ({ ...row, attempts });

/** Denials whose minute is over by `at`. */
const endDenials = (course: ImportCourse, at: number): ImportedRow[] => {
  const rows: ImportedRow[] = [];
  for (const [seatId, denial] of course.denials) {
    if (sharesRow(denial.row.at, at)) break;
    course.denials.delete(seatId);
    rows.push(finished(denial));
  }
  return rows;
};

/** Brings a holder's seats to what it has licenses for. */
const settleSeats = (course: ImportCourse, name: string, holder: Holder, at: number): ImportedRow[] => {
  const rows: ImportedRow[] = [];
  const target = Math.max(0, ...holder.licenses.values());
  while (holder.seats.length < target) {
    course.seatsUsed += 1;
    rows.push({ ...row(course, at, 'activate', seatIdOf(name, holder.seats.length), at), attempts: 1 });
    holder.seats.push(at);
  }
  while (holder.seats.length > target) {
    const takenAt = holder.seats.pop() ?? at;
    course.seatsUsed -= 1;
    const seatId = seatIdOf(name, holder.seats.length);
    rows.push({ ...row(course, at, 'deactivate', seatId, takenAt), attempts: 1 });
  }
  course.peak = Math.max(course.peak, course.seatsUsed);
  if (holder.licenses.size === 0) course.holders.delete(name);
  return rows;
};

const licenseKey = ({ daemon, feature }: UseRecord) => `${daemon}\u0000${feature}`;

const deny = (course: ImportCourse, record: UseRecord): void => {
  const reason = deniedReason(record);
  if (reason === null) {
    course.otherDenials += 1;
    return;
  }
  const seatId = seatIdOf(record.holder, course.holders.get(record.holder)?.seats.length ?? 0);
  const open = course.denials.get(seatId);
  if (open) open.attempts += 1;
  else {
    const denied = row(course, record.at, 'activationDenied', seatId, null);
    course.denials.set(seatId, { row: { ...denied, reasons: [reason] }, attempts: 1 });
  }
};

/** A text of its own: a part of a line would keep the whole piece of the file that it was cut from. */
const ownText = (text: string): string => text.split('').join('');

const take = (course: ImportCourse, record: UseRecord): ImportedRow[] => {
  const { holder: name, at, count } = record;
  let holder = course.holders.get(name);
  if (!holder) {
    holder = { licenses: new Map(), seats: [] };
    course.holders.set(ownText(name), holder);
  }
  const key = licenseKey(record);
  holder.licenses.set(key, (holder.licenses.get(key) ?? 0) + count);
  return settleSeats(course, name, holder, at);
};

const giveBack = (course: ImportCourse, record: UseRecord): ImportedRow[] => {
  const { holder: name, at, count } = record;
  const holder = course.holders.get(name);
  const key = licenseKey(record);
  const had = holder?.licenses.get(key) ?? 0;
  course.unmatchedIns += Math.max(0, count - had);
  if (!holder || had === 0) return [];
  if (had > count) holder.licenses.set(key, had - count);
  else holder.licenses.delete(key);
  return settleSeats(course, name, holder, at);
};

const stop = (course: ImportCourse, at: number, isOf: (daemon: string) => boolean): ImportedRow[] => {
  const rows: ImportedRow[] = [];
  for (const [name, holder] of course.holders) {
    for (const [key, count] of holder.licenses) {
      if (!isOf(key.slice(0, key.indexOf('\u0000')))) continue;
      holder.licenses.delete(key);
      course.endedByStop += count;
    }
    rows.push(...settleSeats(course, name, holder, at));
  }
  return rows;
};

const stopDaemon = (course: ImportCourse, { at, all, daemon }: StopRecord) =>
  stop(course, at, (each) => all || each === daemon);

/** Adds the next record; answers the rows that are complete with it. */
export const addImportRecord = (course: ImportCourse, record: UsageRecord): ImportedRow[] => {
  const rows = endDenials(course, record.at);
  if (record.kind === 'stopped') rows.push(...stopDaemon(course, record));
  else if (course.features !== null && !course.features.has(record.feature)) return rows;
  else if (record.kind === 'out') rows.push(...take(course, record));
  else if (record.kind === 'in') rows.push(...giveBack(course, record));
  else deny(course, record);
  return rows;
};

/** The end of the record: what is open is given back at `at`, or every later time would count it. */
export const endImportCourse = (course: ImportCourse, at: number): ImportedRow[] => {
  const rows = stop(course, at, () => true);
  rows.push(...[...course.denials.values()].map(finished));
  course.denials.clear();
  return rows;
};
