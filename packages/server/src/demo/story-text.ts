import type { ActivationLogModel, EntitlementModel } from '@leeway/contract';
import type { Answer } from './story-client.ts';

/** The words of the story. Lines of at most 100 characters, without colours, so that they can be pasted anywhere. */

/** The limits block as it travels: plain numbers, null for unlimited. */
interface LimitsTold {
  readonly bought: number | null;
  readonly allowance: number | null;
  readonly used: number;
  readonly overdraftUsed: number;
}

/** What the story reads of an answer to a request for a seat, granted or denied. */
export interface SeatTold {
  readonly limits?: LimitsTold | null;
  readonly errorCode?: string | null;
  readonly reasons?: readonly { readonly code: string; readonly detail: string }[];
  readonly retryAt?: string | null;
}

export interface TableRow {
  readonly what: string;
  readonly answers: readonly Answer<SeatTold>[];
}

/** What was seen at the limit and after one seat was given back. */
export interface Scene {
  readonly atLimit: EntitlementModel;
  readonly afterRelease: EntitlementModel;
  readonly denials: readonly ActivationLogModel[];
  readonly returned: { readonly seatId: string; readonly status: number };
  /** The overdraft seat that had been held the longest, and its place among all seats afterwards. */
  readonly promoted: { readonly seatId: string; readonly rank: number };
}

const meanings: Readonly<Record<number, string>> = { 201: 'granted', 204: 'done', 402: 'denied' };
const columns = [22, 18, 16] as const;

const lineOf = (cells: readonly string[]): string =>
  cells
    .map((cell, index) => cell.padEnd(columns[index] ?? 0))
    .join(' ')
    .trimEnd();

/** How often each status was answered: `20 x 201 granted`. */
const answersText = (statuses: readonly number[]): string =>
  [...new Set(statuses)]
    .map((status) => {
      const count = statuses.filter((other) => other === status).length;
      return `${count} x ${status} ${meanings[status] ?? 'unexpected'}`;
    })
    .join(', ');

const inUse = ({ used, bought, allowance }: LimitsTold): string =>
  `${used} / ${bought} + ${allowance ?? 'unlimited'}`;

const figures = (entitlement: EntitlementModel): string =>
  `${entitlement.seatsUsed} / ${entitlement.seatCount} + ${entitlement.overdraftSeatCount ?? 'unlimited'}`;

const stateText = (answers: TableRow['answers']): string => {
  const denied = answers.filter(({ status }) => status === 402).length;
  const flagged = answers.filter(
    ({ status, body }) => status === 201 && (body.limits?.overdraftUsed ?? 0) > 0,
  );
  if (denied > 0) return `denied, and recorded: ${answers.at(-1)?.body.errorCode}`;
  if (flagged.length > 0) return `works: overdraft, ${flagged.length} flagged`;
  return 'works: within what was bought';
};

/** The answers that show the most seats in use: those given at once do not come in order. */
const limitsShown = (answers: TableRow['answers']): LimitsTold | undefined =>
  answers
    .flatMap(({ body }) => body.limits ?? [])
    .toSorted((a, b) => a.used - b.used)
    .at(-1);

export const tellTable = (rows: readonly TableRow[], scene: Scene): string[] => {
  const told = rows.map(({ what, answers }) => {
    const limits = limitsShown(answers);
    const statuses = answers.map(({ status }) => status);
    return [what, answersText(statuses), limits ? inUse(limits) : '', stateText(answers)];
  });
  const { returned, afterRelease } = scene;
  const overdraft = `overdraft is down to ${afterRelease.overdraftSeatsUsed}`;
  const back = [
    `${returned.seatId} is given back`,
    answersText([returned.status]),
    figures(afterRelease),
    overdraft,
  ];
  const headings = ['What happens', 'Answer', 'Seats in use', 'What it means'];
  return [headings, columns.map((width) => '-'.repeat(width)).concat('-'.repeat(38)), ...told, back].map(
    lineOf,
  );
};

const timeOf = (date: string | null | undefined) =>
  date ? `${date.slice(0, 16).replace('T', ' ')} UTC` : null;

const tellDenial = (problem: SeatTold | undefined): string[] => {
  const retryAt = timeOf(problem?.retryAt);
  return [
    'What the 121st was told',
    ...(problem?.reasons ?? []).map(({ code, detail }) => `  ${code}: ${detail}`),
    ...(retryAt
      ? [`  A seat may come free at ${retryAt}, when the first lease ends unless it is renewed.`]
      : []),
  ];
};

const tellFigures = ({ atLimit, denials }: Scene): string[] => {
  const attempts = denials.reduce(
    (sum, row) => sum + (row.operation === 'activationDenied' ? row.attempts : 0),
    0,
  );
  const rows = denials.filter((row) => row.operation === 'activationDenied').length;
  return [
    'What both sides see, vendor and customer, from the same records',
    `  Seats bought            ${atLimit.seatCount}`,
    `  Seats in use            ${atLimit.seatsUsed}, ${atLimit.overdraftSeatsUsed} of them overdraft`,
    `  Seats still available   ${atLimit.seatsAvailable}`,
    `  Utilisation             ${atLimit.seatUtilizationRate} % of what was bought`,
    `  Denied                  seat 121, ${attempts} attempts within a minute in ${rows} row of the activity log`,
  ];
};

const tellRelease = ({ atLimit, returned, promoted }: Scene): string[] => [
  `What changed when ${returned.seatId} was given back`,
  `  ${promoted.seatId} had been in overdraft the longest. It is now number ${promoted.rank} of ${atLimit.seatCount}: a bought seat.`,
  '  Nobody had to be moved or restarted.',
];

/** Everything below the table. */
export const tellEnd = (scene: Scene, denial: SeatTold | undefined, baseUrl: string): string[] => [
  ...tellDenial(denial),
  '',
  ...tellFigures(scene),
  '',
  ...tellRelease(scene),
  '',
  'What to do next',
  '  Sales     Offer more seats: 121 were wanted at once, and the log says by whom and when.',
  '  Customer  Give a seat back, or buy more; nobody lost work on the way to the limit.',
  `  You       Look at it: ${baseUrl}/console/entitlements/${scene.atLimit.id}`,
  `            All calls are at ${baseUrl}/docs`,
];
