/** A year of one entitlement's log, as office hours make it: seats that stay, people who come and go, denials, refreshes. */

export interface Shape {
  readonly name: string;
  /** Seats held all year and at present. */
  readonly held: number;
  readonly bought: number;
  readonly hardCap: number;
  /** People who take a seat for some hours on a working day, and on how many days of the year. */
  readonly sessionsPerDay: number;
  readonly days: number;
  /** Refreshes of a session. */
  readonly refreshes: number;
}

export interface CourseRow {
  readonly at: number;
  readonly operation: 'activate' | 'refresh' | 'deactivate' | 'leaseExpired' | 'activationDenied';
  readonly seat: string;
  /** Null: of a denial. */
  readonly activation: number | null;
  readonly used: number;
  readonly bought: number;
  readonly hardCap: number;
  readonly attempts: number;
}

export interface Course {
  readonly rows: readonly CourseRow[];
  /** When one more seat was bought; all before has one less. */
  readonly limitsChangedAt: number;
  readonly begin: number;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const yearDays = 365;

/** Pseudo-random numbers in [0, 1) that are the same in every run. */
const randomFrom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

interface Wish {
  readonly at: number;
  readonly kind: 'come' | 'stay' | 'refresh' | 'leave';
  readonly seat: string;
  /** Until when a session lasts. */
  readonly end: number;
}

const sessionsOf = (shape: Shape, end: number, random: () => number): Wish[] => {
  const wishes: Wish[] = [];
  const firstDay = end - yearDays * dayMs;
  const working = Array.from({ length: yearDays }, (_, day) => firstDay + day * dayMs).filter(
    (at) => at > firstDay + 31 * dayMs && ![0, 6].includes(new Date(at).getUTCDay()),
  );
  // The last working day is one of them: what looks at the last month finds something there.
  const every = Math.max(1, Math.floor(working.length / shape.days));
  const days = working.filter((_, index) => (working.length - 1 - index) % every === 0).slice(-shape.days);
  for (const day of days) {
    for (let session = 0; session < shape.sessionsPerDay; session++) {
      const begin = session % 2 === 0 ? 8 : 13;
      const at = day + begin * hourMs + Math.floor(random() * 75 * minuteMs);
      const length = Math.floor((3 + random() * 1.5) * hourMs);
      const seat = `person-${session % Math.max(1, Math.ceil(shape.sessionsPerDay * 0.9))}`;
      wishes.push({ at, kind: 'come', seat, end: at + length });
    }
  }
  return wishes;
};

/** The year up to `end` (epoch ms, a midnight of UTC); what is held then is held on. */
export const courseOf = (shape: Shape, end: number, seed: number): Course => {
  const random = randomFrom(seed);
  const begin = end - yearDays * dayMs;
  const limitsChangedAt = begin + Math.floor(yearDays / 2) * dayMs + 12 * hourMs;
  const wishes = sessionsOf(shape, end, random);
  for (let seat = 0; seat < shape.held; seat++) {
    const at = begin + minuteMs + Math.floor(random() * 30 * dayMs);
    wishes.push({ at, kind: 'stay', seat: `machine-${seat}`, end: Number.POSITIVE_INFINITY });
    const refreshed = end - 1 - Math.floor(random() * 25 * dayMs);
    wishes.push({ at: refreshed, kind: 'refresh', seat: `machine-${seat}`, end: 0 });
  }
  const queue = wishes.sort((a, b) => a.at - b.at);
  const later: Wish[] = [];
  const rows: CourseRow[] = [];
  const held = new Map<string, number>();
  let activations = 0;
  const note = (wish: Wish, operation: CourseRow['operation'], activation: number | null, attempts = 1) => {
    const isBefore = wish.at < limitsChangedAt;
    rows.push({
      ...{ at: wish.at, operation, seat: wish.seat, activation, used: held.size, attempts },
      bought: shape.bought - (isBefore ? 1 : 0),
      hardCap: shape.hardCap - (isBefore ? 1 : 0),
    });
  };
  const come = (wish: Wish) => {
    const cap = shape.hardCap - (wish.at < limitsChangedAt ? 1 : 0);
    if (held.has(wish.seat)) return;
    if (held.size >= cap) return note(wish, 'activationDenied', null, 1 + Math.floor(random() * 3));
    held.set(wish.seat, ++activations);
    note(wish, 'activate', activations);
    if (wish.kind === 'stay') return;
    for (let refresh = 1; refresh <= shape.refreshes; refresh++) {
      const at = wish.at + (refresh * (wish.end - wish.at)) / (shape.refreshes + 1);
      later.push({ at: Math.floor(at), kind: 'refresh', seat: wish.seat, end: 0 });
    }
    later.push({ at: wish.end, kind: 'leave', seat: wish.seat, end: 0 });
    later.sort((a, b) => b.at - a.at);
  };
  for (let next = 0; next < queue.length || later.length > 0; ) {
    const [wish, first] = [queue[next], later.at(-1)];
    const isLater = first && (!wish || first.at <= wish.at);
    const due = isLater ? later.pop() : queue[next++];
    if (!due) break;
    if (due.kind === 'come' || due.kind === 'stay') come(due);
    else if (due.kind === 'refresh') note(due, 'refresh', held.get(due.seat) ?? null);
    else {
      const activation = held.get(due.seat) ?? null;
      held.delete(due.seat);
      note(due, random() < 0.5 ? 'deactivate' : 'leaseExpired', activation);
    }
  }
  return { rows, limitsChangedAt, begin };
};
