/**
 * A random course of use, as a diary of what truly was: who held a seat from when to when, who took what of a pool, who
 * was sent away. Beside it are the rows that a log of it has. Nothing here comes from the product's own rules: this is
 * one half of the reference that their figures are held against. Instants are whole seconds since 1970.
 */

export interface Held {
  readonly seat: string;
  readonly from: number;
  /** Exclusive. */
  to: number;
}

export interface Taken {
  readonly seat: string;
  readonly from: number;
  to: number;
  amount: number;
}

export interface Counted {
  readonly at: number;
  readonly amount: number;
}

/** Requests in the order in which they were answered. */
export interface Answered {
  readonly at: number;
  readonly seat: string;
  readonly granted: boolean;
  /** Whether the grant went beyond what was bought (rule 5). */
  readonly overdraft: boolean;
  /** Of a refusal: this and those of the next minute (rule 16). */
  attempts: number;
}

export interface Limits {
  readonly at: number;
  readonly bought: number;
  /** Null: unlimited. */
  readonly hardCap: number | null;
}

export interface LogRow {
  readonly at: number;
  readonly sequence: number;
  readonly operation: string;
  readonly seat: string;
  readonly seatsUsed: number;
  readonly bought: number;
  readonly hardCap: number | null;
  readonly overdraft: boolean;
  attempts: number;
  readonly featureKey: string | null;
  readonly amount: number | null;
  readonly featureUsed: number | null;
  readonly featureBought: number | null;
  readonly featureHardCap: number | null;
}

export const poolLimits = { bought: 6, hardCap: 9 } as const;
export const countLimits = { bought: 8, hardCap: 12 } as const;

export interface Course {
  readonly begin: number;
  readonly limits: readonly (Limits & { readonly sequence: number })[];
  readonly held: readonly Held[];
  readonly taken: readonly Taken[];
  readonly counted: readonly Counted[];
  /** Instants at which the counter began anew. */
  readonly resets: readonly number[];
  readonly asked: {
    readonly seats: readonly Answered[];
    readonly pool: readonly Answered[];
    readonly count: readonly Answered[];
  };
  readonly rows: readonly LogRow[];
  readonly lastSequence: number;
}

/** Numbers below a bound, the same in every run of a seed. */
const randomFrom = (seed: number) => {
  let state = seed % 2_147_483_647 || 1;
  return (below: number) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
};

/** Often at once, often soon, sometimes the next day. */
const waitOf = (random: (below: number) => number): number => {
  const dice = random(20);
  if (dice < 3) return 0;
  if (dice < 10) return 1 + random(100);
  return dice < 17 ? random(3_600) : random(30_000);
};

const stillGoing = Number.MAX_SAFE_INTEGER;

/**
 * What happens between two instants. Something often falls on the very turn of an hour, and so of a day or a month.
 * @param upTo of the same course, only what has a sequence up to this; all when left out
 */
export const randomCourse = (seed: number, begin: number, end: number, upTo = Infinity): Course => {
  const random = randomFrom(seed);
  const seats = Array.from({ length: 9 }, (_, index) => `seat-${index}`);
  const holding = new Map<string, Held>();
  const lastRefusal = new Map<string, { readonly row: LogRow; readonly asked: Answered }>();
  const course = {
    begin,
    limits: [{ at: begin, bought: 3, hardCap: 5 as number | null, sequence: 0 }],
    held: [] as Held[],
    taken: [] as Taken[],
    counted: [] as Counted[],
    resets: [] as number[],
    asked: { seats: [] as Answered[], pool: [] as Answered[], count: [] as Answered[] },
    rows: [] as LogRow[],
    lastSequence: 0,
  };
  let [now, sequence, counter] = [begin, 0, 0];
  const limits = () => course.limits.at(-1) ?? { bought: 0, hardCap: 0 };
  const poolUsed = () =>
    course.taken.reduce((sum, { to, amount }) => (to === stillGoing ? sum + amount : sum), 0);

  const write = (operation: string, seat: string, more: Partial<LogRow> = {}): LogRow => {
    const { bought, hardCap } = limits();
    sequence += 1;
    const seatsUsed = holding.size;
    const row = {
      ...{ at: now, sequence, operation, seat, seatsUsed, bought, hardCap, overdraft: seatsUsed > bought },
      ...{ attempts: 1, featureKey: null, amount: null, featureUsed: null, featureBought: null },
      ...{ featureHardCap: null, ...more },
    };
    course.rows.push(row);
    return row;
  };

  /** Refusals of a seat within a minute share a row. */
  const refuse = (meter: keyof Course['asked'], seat: string, more: Partial<LogRow> = {}) => {
    const before = lastRefusal.get(`${meter} ${seat}`);
    if (before && now - before.row.at < 60) {
      before.row.attempts += 1;
      before.asked.attempts += 1;
      return;
    }
    const row = write(meter === 'seats' ? 'activationDenied' : 'featureCheckoutDenied', seat, more);
    const asked = { at: now, seat, granted: false, overdraft: false, attempts: 1 };
    course.asked[meter].push(asked);
    lastRefusal.set(`${meter} ${seat}`, { row, asked });
  };

  const grant = (meter: keyof Course['asked'], seat: string, overdraft: boolean) =>
    course.asked[meter].push({ at: now, seat, granted: true, overdraft, attempts: 1 });

  const ask = (seat: string) => {
    const { bought, hardCap } = limits();
    if (holding.has(seat)) write('refresh', seat);
    else if (hardCap !== null && holding.size >= hardCap) refuse('seats', seat);
    else {
      const held = { seat, from: now, to: stillGoing };
      holding.set(seat, held);
      course.held.push(held);
      write('activate', seat);
      grant('seats', seat, holding.size > bought);
    }
  };

  const go = (seat: string, operation: 'deactivate' | 'leaseExpired') => {
    const held = holding.get(seat);
    if (!held) return;
    held.to = now;
    holding.delete(seat);
    for (const each of course.taken) if (each.seat === seat && each.to === stillGoing) each.to = now;
    write(operation, seat);
  };

  const poolRow = (amount: number, used: number) => ({
    ...{ featureKey: 'pool', amount, featureUsed: used, overdraft: used > poolLimits.bought },
    ...{ featureBought: poolLimits.bought, featureHardCap: poolLimits.hardCap },
  });

  const take = (seat: string, amount: number) => {
    if (!holding.has(seat)) return;
    const used = poolUsed();
    if (used + amount > poolLimits.hardCap) refuse('pool', seat, poolRow(amount, used));
    else {
      course.taken.push({ seat, from: now, to: stillGoing, amount });
      write('featureCheckout', seat, poolRow(amount, used + amount));
      grant('pool', seat, used + amount > poolLimits.bought);
    }
  };

  const giveBack = (seat: string) => {
    const each = course.taken.find(({ seat: holder, to }) => holder === seat && to === stillGoing);
    if (!each) return;
    each.to = now;
    write('featureReturn', seat, poolRow(each.amount, poolUsed()));
  };

  const count = (seat: string, amount: number) => {
    if (!holding.has(seat)) return;
    const row = (used: number) => ({
      ...{ featureKey: 'count', amount, featureUsed: used, overdraft: used > countLimits.bought },
      ...{ featureBought: countLimits.bought, featureHardCap: countLimits.hardCap },
    });
    if (counter + amount > countLimits.hardCap) refuse('count', seat, row(counter));
    else {
      counter += amount;
      course.counted.push({ at: now, amount });
      write('featureCheckout', seat, row(counter));
      grant('count', seat, counter > countLimits.bought);
    }
  };

  const reset = () => {
    // Of an instant, the new beginning is what happens first.
    now += 1;
    counter = 0;
    course.resets.push(now);
  };

  const edit = () => {
    const bought = 1 + random(6);
    const extra = random(4);
    sequence += 1;
    course.limits.push({ at: now, bought, hardCap: extra === 3 ? null : bought + extra, sequence });
  };

  const step = () => {
    const seat = seats[random(seats.length)] ?? '';
    const dice = random(100);
    if (dice < 45) ask(seat);
    else if (dice < 57) go(seat, 'deactivate');
    else if (dice < 65) go(seat, 'leaseExpired');
    else if (dice < 80) take(seat, 1 + random(4));
    else if (dice < 84) giveBack(seat);
    else if (dice < 93) count(seat, 1 + random(5));
    else if (dice < 94) reset();
    else edit();
  };

  for (;;) {
    now += waitOf(random);
    if (random(6) === 0) now = Math.ceil(now / 1_800) * 1_800;
    if (now >= end || sequence >= upTo) break;
    step();
  }
  return { ...course, lastSequence: sequence };
};
