import type { Command } from 'commander';
import { tenantOfEntitlement } from '../features/entitlements/index.ts';
import {
  featuresByUse,
  type ImportAsked,
  type ImportOutcome,
  importUsage,
  undoImport,
} from '../features/usage-import/index.ts';
import { systemAuthor } from '../platform/author.ts';
import { systemClock } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import { instantFrom } from '../platform/http/validation.ts';
import { CommandError, does, exitCodes, type Run, withStorage } from './run.ts';
import { table } from './table.ts';

interface ImportOptions {
  readonly entitlement: string;
  readonly feature?: readonly string[];
  readonly timeZone: string;
  readonly startDate?: string;
  readonly until?: string;
  readonly bought?: string;
  readonly dryRun?: true;
}

const badUsage = (message: string) => new CommandError(message, exitCodes.badUsage);

const tenantOf = async (database: Database, entitlementId: string): Promise<string> => {
  const tenantId = await tenantOfEntitlement(database, entitlementId);
  if (tenantId === null) throw new CommandError(`There is no entitlement ${entitlementId}.`);
  return tenantId;
};

const zoneFrom = (name: string): string => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return name;
  } catch {
    throw badUsage(`--time-zone: "${name}" is no IANA time zone, such as Europe/Berlin.`);
  }
};

const dayFrom = (text: string | undefined) => {
  if (text === undefined) return null;
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  if (year === undefined || Number.isNaN(instantFrom(text)))
    throw badUsage(`--start-date: "${text}" is no date such as 2026-01-31.`);
  return { year: Number(year), month: Number(month), day: Number(day) };
};

const untilFrom = (text: string | undefined): number | null => {
  const at = text === undefined ? null : instantFrom(text);
  if (Number.isNaN(at)) throw badUsage(`--until: "${text}" is no date-time such as 2026-01-31T08:00:00Z.`);
  return at;
};

const boughtFrom = (text: string | undefined): number | null => {
  if (text === undefined) return null;
  const count = Number(text);
  if (!/^\d+$/.test(text) || count > 2_147_483_647)
    throw badUsage(`--bought: "${text}" is no count of seats.`);
  return count;
};

const listedMax = 50;
const instant = (at: number | null) => (at === null ? null : new Date(at).toISOString());

const resultOf = (asked: ImportAsked, { read, features, obstacles, made }: ImportOutcome) => {
  const { understood, tally, course, covered } = read;
  const all = featuresByUse(tally);
  const pairs = [...tally.together].sort(([, a], [, b]) => b - a).slice(0, 10);
  return {
    ...{
      dryRun: asked.dryRun,
      entitlementId: asked.entitlementId,
      usageImportId: made?.usageImportId ?? null,
    },
    ...{ from: instant(covered?.start ?? null), to: instant(covered?.end ?? null), timeZone: asked.timeZone },
    lines: understood.lines,
    kinds: Object.fromEntries([...understood.kinds].sort(([, a], [, b]) => b - a)),
    featureCount: all.length,
    features: all
      .slice(0, listedMax)
      .map(([feature, { outs, denials, peak }]) => ({ feature, outs, denials, peak })),
    takenTogether: pairs.map(([pair, count]) => ({ features: pair.split('\u0000'), count })),
    seats: {
      ...{ features, rows: course.places, peak: course.peak, unmatchedIns: course.unmatchedIns },
      ...{ endedByStop: course.endedByStop, otherDenials: course.otherDenials },
    },
    skipped: [...understood.skipped.values()].sort((a, b) => b.count - a.count),
    obstacles,
  };
};

type Result = ReturnType<typeof resultOf>;

const skippedLines = ({ skipped, seats, dryRun }: Result): string[] => {
  const notes = [
    seats.unmatchedIns > 0 &&
      `${seats.unmatchedIns} licenses were given back that nobody was seen to take: taken before the files begin.`,
    seats.endedByStop > 0 &&
      `${seats.endedByStop} licenses were not given back: they end with a restart of their server, or with the files.`,
    seats.otherDenials > 0 &&
      `${seats.otherDenials} requests were denied for other reasons than a want of licenses: they are left out.`,
  ];
  const lines = skipped.map(({ why, count, examples }) => `  ${count} × ${why} (${examples.join(', ')})`);
  return [
    ...notes.filter((note) => note !== false),
    ...(lines.length > 0 ? [dryRun ? 'It would skip:' : 'It skipped:', ...lines] : []),
  ];
};

const sentences = (result: Result, peak: number): string[] => {
  const { features, featureCount, takenTogether, seats, kinds } = result;
  const kindsText = Object.entries(kinds).map(([kind, count]) => `${kind} ${count}`);
  const rows = features.map(({ feature, outs, denials, peak: most }) => [
    feature,
    `${outs}`,
    `${denials}`,
    `${most}`,
  ]);
  const pairs = takenTogether.map(({ features: pair, count }) => `${pair.join(' + ')} ${count} times`);
  const doneText =
    result.usageImportId === null
      ? 'Nothing is stored.'
      : `Stored as ${result.usageImportId}: it is in the usage history, overdraft episodes, denials and what-if.`;
  return [
    `${result.lines} lines, from ${result.from ?? 'no date'} to ${result.to ?? 'no date'} (clocks of ${result.timeZone}).`,
    ...(kindsText.length > 0 ? [`Lines by kind: ${kindsText.join(', ')}.`] : []),
    ...(rows.length > 0 ? [...table(['feature', 'taken', 'denied', 'peak'], rows)] : []),
    ...(featureCount > features.length ? [`… and ${featureCount - features.length} features more.`] : []),
    ...(pairs.length > 0 ? [`Taken by one user in the same second: ${pairs.join(', ')}.`] : []),
    ...(result.obstacles.length === 0
      ? [
          `Seats are ${seats.features.join(', ')}: ${seats.rows} rows of the log, at most ${peak} seats in use.`,
        ]
      : []),
    ...skippedLines(result),
    ...result.obstacles.map((obstacle) => `It cannot be imported so: ${obstacle}`),
    doneText,
  ];
};

const runImport = (run: Run, source: 'flexlm' | 'csv', files: readonly string[], options: ImportOptions) => {
  const reading = {
    ...{ source, files, timeZone: zoneFrom(options.timeZone), startDay: dayFrom(options.startDate) },
    ...{ until: untilFrom(options.until), features: options.feature ?? [] },
    progress: (part: number, lines: number) =>
      run.log.info(`${Math.floor(part * 100)} % read, ${lines} lines`),
  };
  const bought = boughtFrom(options.bought);
  return withStorage(run, async ({ database }) => {
    const entitlementId = options.entitlement;
    const asked = {
      ...{ ...reading, entitlementId, bought, dryRun: options.dryRun === true },
      ...{ tenantId: await tenantOf(database, entitlementId), author: systemAuthor },
    };
    const outcome = await importUsage({ database, clock: systemClock }, asked);
    const result = resultOf(asked, outcome);
    run.print(result, sentences(result, outcome.read.course.peak));
    return exitCodes.ok;
  });
};

const runUndo = (run: Run, entitlementId: string) =>
  withStorage(run, async ({ database }) => {
    const asked = { tenantId: await tenantOf(database, entitlementId), entitlementId, author: systemAuthor };
    const { undone, left } = await undoImport({ database, clock: systemClock }, asked);
    const { usageImportId, fileNames, rowCount } = undone;
    run.print({ undone: usageImportId, fileNames, rowCount, left: left.map((each) => each.usageImportId) }, [
      `The import of ${fileNames.join(', ')} (${usageImportId}, ${rowCount} rows of the log) is taken back.`,
      `${left.length} imports are left.`,
    ]);
    return exitCodes.ok;
  });

/** Repeated rather than a list: a list would take the files after it. */
const collect = (name: string, before: readonly string[] = []) => [...before, name];

const withOptions = (command: Command): Command =>
  command
    .requiredOption('--entitlement <id>', 'whose past it becomes')
    .option('--feature <name>', 'a feature that is the seats; may be repeated', collect)
    .option('--time-zone <zone>', 'of the clocks in the files, such as Europe/Berlin', 'UTC')
    .option('--until <instant>', 'leave out what happened from then on')
    .option(
      '--bought <count>',
      'seats bought then, where no limits are recorded; as many as now when left out',
    )
    .option('--dry-run', 'store nothing; tell what is in the files');

export const addImport = (program: Command): void => {
  const command = program
    .command('import')
    .description('Usage that another license manager recorded, as the past of an entitlement.');
  const flexlm = withOptions(command.command('flexlm').argument('<files...>', 'one log, its parts in order'))
    .description('Import debug logs of FlexLM (FlexNet Publisher), also gzip.')
    .option('--start-date <date>', 'of the first line, where the log does not tell it');
  does<ImportOptions>(flexlm, (run, files, options) => runImport(run, 'flexlm', files, options));
  const csv = withOptions(command.command('csv').argument('<files...>', 'in the order of time')).description(
    'Import CSV with the columns at, operation (out, in, denied), user, host, feature, count.',
  );
  does<ImportOptions>(csv, (run, files, options) => runImport(run, 'csv', files, options));
  const undo = command
    .command('undo')
    .description('Take the last import of an entitlement back.')
    .requiredOption('--entitlement <id>', 'whose import');
  does<{ entitlement: string }>(undo, (run, _given, { entitlement }) => runUndo(run, entitlement));
};
