import { customerIdOf, entitlementIdOf, offeringIdOf, productIdOf } from './evidence-plan.ts';
import { percentile } from './generator.ts';
import type { LoadedEvidence } from './load-evidence.ts';

/** What is read in the bench of evidence, and how long each read takes over HTTP, one after the other. */

export interface Read {
  readonly title: string;
  /** The nth request: reads about one thing go round over several of it. */
  path(index: number): string;
  /** Left out: a GET. */
  readonly body?: unknown;
  readonly goalMs: number;
}

const dayMs = 86_400_000;
const goalMs = 200;

/** Ranges end when the history does. */
const ranges = (end: number) => {
  const of = (days: number) =>
    `from=${new Date(end - days * dayMs).toISOString()}&to=${new Date(end).toISOString()}`;
  return {
    day: of(1),
    month: of(30),
    year: of(365),
    from: new Date(end - 365 * dayMs).toISOString(),
    to: new Date(end).toISOString(),
  };
};

interface Named {
  readonly name: string;
  id(index: number): string;
}

/** How many things a read goes round over. */
const round = 50;

const entitlementReads = ({ name, id }: Named, end: number): Read[] => {
  const { day, month, year } = ranges(end);
  const read = (title: string, tail: string): Read => ({
    title: `${name}: ${title}`,
    path: (index) => `/api/v1/entitlements/${id(index)}/${tail}`,
    goalMs,
  });
  return [
    read('use step by step, a day', `usage-history?bucket=raw&${day}`),
    read('use by hour, 30 days', `usage-history?bucket=hour&${month}`),
    read('use by day, 30 days', `usage-history?bucket=day&${month}`),
    read('use by day, a year', `usage-history?bucket=day&${year}`),
    read('use by month, a year', `usage-history?bucket=month&${year}`),
    read('times in overdraft, a year', `overdraft-episodes?${year}`),
    read('denials, a year', `denials?${year}`),
    read('concurrency, a year', `concurrency?${year}`),
    read('renewal insight, a year', `renewal-insight?${year}`),
  ];
};

const totalsReads = ({ customers, end }: LoadedEvidence): Read[] => {
  const { month, year } = ranges(end);
  const scopes: [string, (index: number) => string][] = [
    ['a customer', (index) => `&customerId=${customerIdOf(customers - (index % round))}`],
    ['an offering', (index) => `&offeringId=${offeringIdOf(1 + (index % 40))}`],
    ['a product', (index) => `&productId=${productIdOf(1 + (index % 10))}`],
    ['the tenant', () => ''],
  ];
  const asked: [string, string][] = [
    ['by hour, 30 days', `bucket=hour&${month}`],
    ['by day, a year', `bucket=day&${year}`],
    ['by month, a year', `bucket=month&${year}`],
  ];
  return scopes.flatMap(([name, scope]) =>
    asked.map(([title, query]) => ({
      title: `Totals of ${name}: ${title}`,
      path: (index: number) => `/api/v1/usage-history?${query}${scope(index)}`,
      goalMs,
    })),
  );
};

const whatIfRead = ({ name, id }: Named, seatCount: number, end: number, goal: number): Read => {
  const { from, to } = ranges(end);
  return {
    title: `${name}: what-if, a year`,
    path: (index) => `/api/v1/entitlements/${id(index)}/what-if`,
    body: { from, to, seatCount, overdraftSeatLimit: { type: 'none' } },
    goalMs: goal,
  };
};

const statementId = (number: number) => `stm_${String(number).padStart(22, '0')}`;

const statementReads = ({ customers }: LoadedEvidence): Read[] => {
  const customer = (index: number) => customerIdOf(customers - (index % round));
  return [
    { title: 'Statements, a page', path: () => '/api/v1/statements?pageSize=50', goalMs },
    {
      title: 'Statements of a customer',
      path: (index) => `/api/v1/statements?customerId=${customer(index)}`,
      goalMs,
    },
    { title: 'A statement', path: (index) => `/api/v1/statements/${statementId(1 + index)}`, goalMs },
    {
      title: 'A draft',
      path: (index) => `/api/v1/customers/${customer(index)}/statement-draft`,
      goalMs,
    },
    {
      title: 'Renewal insight of a customer, a year',
      path: (index) => `/api/v1/customers/${customer(index)}/renewal-insight`,
      goalMs,
    },
  ];
};

const dashboardReads = (): Read[] =>
  [
    ['summary', 'summary'],
    ['highest overdrafts', 'overdrafts'],
    ['in overdraft now', 'in-overdraft'],
    ['denials', 'denials'],
    ['renewals', 'renewals'],
    ['utilisation', 'utilisation'],
    ['opportunities', 'opportunities'],
  ].map(([title, tail]) => ({
    title: `Dashboard: ${title}`,
    path: () => `/api/v1/dashboard/${tail}`,
    goalMs,
  }));

const reportReads = (end: number): Read[] => {
  const read = (title: string, body: object): Read => ({
    title: `Report: ${title}`,
    path: () => '/api/v1/reports/run',
    body: { pageSize: 50, ...body },
    goalMs,
  });
  const last = (days: number, column: string) => [
    { column, operator: 'gte', value: new Date(end - days * dayMs).toISOString() },
  ];
  const count = { function: 'count' };
  return [
    ...['entitlements', 'customers', 'activations', 'activity', 'denials', 'episodes', 'statements'].map(
      (subject) => read(`${subject}, a page`, { subject }),
    ),
    read('seats by offering', {
      subject: 'entitlements',
      groupBy: [{ column: 'offeringName' }],
      aggregates: [count, { function: 'sum', column: 'seatsUsed' }],
    }),
    read('true denials of 30 days by customer', {
      subject: 'denials',
      filter: [...last(30, 'timestamp'), { column: 'trueDenial', operator: 'eq', value: true }],
      groupBy: [{ column: 'customerName' }],
      aggregates: [count],
    }),
    // A month of it is a million and a half rows, which is what exports are for.
    read('activity of a day by operation', {
      subject: 'activity',
      filter: last(1, 'timestamp'),
      groupBy: [{ column: 'operation' }],
      aggregates: [count],
    }),
  ];
};

/** Every read, those about one entitlement for each kind of them. */
export const evidenceReads = (loaded: LoadedEvidence): Read[] => {
  const { sample, entitlements, smallCount, end } = loaded;
  const one = (number: number) => () => entitlementIdOf(number);
  const small: Named = {
    name: 'Entitlement with some 400 rows',
    // All over the tenant: hardly ever one that was just read.
    id: (index) => entitlementIdOf(entitlements - ((index * 7919) % smallCount)),
  };
  const large: Named = { name: 'Entitlement with 20,000 rows', id: one(sample.large) };
  const huge: Named = { name: 'Entitlement with 250,000 rows', id: one(sample.huge) };
  return [
    ...[small, large, huge].flatMap((each) => entitlementReads(each, end)),
    whatIfRead(small, 18, end, goalMs),
    whatIfRead(large, 300, end, goalMs),
    whatIfRead(huge, 100, end, 1_000),
    ...totalsReads(loaded),
    ...statementReads(loaded),
    ...dashboardReads(),
    ...reportReads(end),
  ];
};

export interface ReadTimes {
  readonly title: string;
  readonly goalMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly answerBytes: number;
  /** Times taken; fewer than asked for where they took too long. */
  readonly samples: number;
}

export interface Reader {
  readonly port: number;
  readonly token: string;
  readonly samples: number;
  /** No further sample is taken when a read has taken so long altogether. */
  readonly readMs: number;
}

/** Times of one read, in turn; a few requests go before, unmeasured. Throws on any status but 200. */
export const timeRead = async ({ port, token, samples, readMs }: Reader, read: Read): Promise<ReadTimes> => {
  const times: number[] = [];
  let answerBytes = 0;
  const warmUp = Math.ceil(samples / 20);
  const until = performance.now() + readMs;
  for (let index = -warmUp; index < samples && (times.length === 0 || performance.now() < until); index++) {
    const begun = performance.now();
    const response = await fetch(`http://127.0.0.1:${port}${read.path(index + warmUp)}`, {
      method: read.body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(read.body === undefined ? {} : { body: JSON.stringify(read.body) }),
    });
    const answer = await response.arrayBuffer();
    if (response.status !== 200) {
      throw new Error(`${read.title}: ${response.status} ${Buffer.from(answer).toString()}`);
    }
    answerBytes = answer.byteLength;
    if (index >= 0) times.push(performance.now() - begun);
  }
  const sorted = times.sort((a, b) => a - b);
  const { title, goalMs: goal } = read;
  return {
    title,
    goalMs: goal,
    p50Ms: percentile(sorted, 0.5),
    p99Ms: percentile(sorted, 0.99),
    answerBytes,
    samples: sorted.length,
  };
};
