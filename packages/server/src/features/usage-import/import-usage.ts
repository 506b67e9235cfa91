import { basename } from 'node:path';
import type { ImportedRow, ImportLimits } from '@leeway/rules';
import type { Author } from '../../platform/author.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database, Queryable } from '../../platform/database.ts';
import { ApiProblem, notFound } from '../../platform/http/problem.ts';
import { newId } from '../../platform/ids.ts';
import { appendImportedRows, ensureLogPartitions } from '../admission/index.ts';
import { limitsOfImport, recordImportedLimits } from '../entitlements/index.ts';
import { deriveHistory, forgetHistory } from '../history/index.ts';
import { obstaclesInFiles, obstaclesOfEntitlement } from './obstacles.ts';
import type { Covered } from './read-usage.ts';
import { importsOf, insertImport, lockImports, type UsageImport } from './store.ts';
import { type Reading, type ReadOnce, readOnce } from './understand.ts';

/**
 * Imports what another license manager recorded as the past of an entitlement. The files are read twice: once to know
 * what is in them, and once to write it, in one transaction, so that there is all of an import or nothing. It holds
 * no lock that a decision waits for.
 */

export interface ImportParts {
  readonly database: Database;
  readonly clock: Clock;
}

export interface ImportAsked extends Reading {
  readonly tenantId: string;
  readonly entitlementId: string;
  /** Seats bought then, where the entitlement has recorded no limits; null: as many as now. */
  readonly bought: number | null;
  readonly dryRun: boolean;
  readonly author: Author;
}

export interface ImportOutcome {
  readonly read: ReadOnce;
  /** What is counted as seats. */
  readonly features: readonly string[];
  /** Why it cannot be imported; only a dry run answers with any. */
  readonly obstacles: readonly string[];
  /** Null: a dry run. */
  readonly made: UsageImport | null;
}

const nothing = async () => undefined;
const rowsAtOnce = 5_000;

/** PostgreSQL's word for it: rows of the month lie where those of no month do. */
const isInDefaultPartition = (error: unknown) => (error as { code?: string }).code === '23514';

/** A month at a time: making one keeps everybody else from the log for a moment. */
const makePartitions = async ({ database }: ImportParts, author: Author, { start, end }: Covered) => {
  const month = new Date(start);
  month.setUTCDate(1);
  month.setUTCHours(0, 0, 0, 0);
  for (; month.getTime() <= end; month.setUTCMonth(month.getUTCMonth() + 1)) {
    const at = month.getTime();
    try {
      await database.transaction(author, (tx) => ensureLogPartitions(tx, at, at));
    } catch (error) {
      if (!isInDefaultPartition(error)) throw error;
    }
  }
};

/** The sequence below all that were given to imports, and below those of live rows. */
const sequencesBefore = (made: readonly UsageImport[]): bigint =>
  made.reduce((least, { sequenceFirst }) => (sequenceFirst - 1n < least ? sequenceFirst - 1n : least), 0n);

const recordOf = (asked: ImportAsked, outcome: Pick<ImportOutcome, 'read' | 'features'>, now: number) => {
  const { read, features } = outcome;
  if (!read.covered) throw new Error('an import that covers no time');
  return {
    usageImportId: newId('uim', now),
    source: asked.source,
    fileNames: asked.files.map((path) => basename(path)),
    fileHash: read.hash,
    features,
    timeZone: asked.timeZone,
    rangeStart: new Date(read.covered.start),
    rangeEnd: new Date(read.covered.end),
    rowCount: read.course.places,
    peak: read.course.peak,
    authorName: asked.author.name,
    createdAt: new Date(now),
  };
};

const writeRows = async (
  tx: Queryable,
  asked: ImportAsked,
  limits: readonly ImportLimits[],
  made: UsageImport,
): Promise<void> => {
  const { tenantId, entitlementId } = asked;
  let waiting: ImportedRow[] = [];
  const write = async (atLeast: number) => {
    if (waiting.length < atLeast) return;
    const rows = waiting;
    waiting = [];
    await appendImportedRows(tx, tenantId, entitlementId, rows, made.sequenceFirst);
  };
  const again = await readOnce({ ...asked, features: made.features }, limits, async (rows) => {
    waiting.push(...rows);
    await write(rowsAtOnce);
  });
  await write(1);
  if (again.hash !== made.fileHash || again.course.places !== made.rowCount)
    throw new ApiProblem('conflict', 'A file was changed while it was read. Nothing is imported; try again.');
};

const store = async (
  { database, clock }: ImportParts,
  asked: ImportAsked,
  limits: readonly ImportLimits[],
  outcome: Pick<ImportOutcome, 'read' | 'features'>,
): Promise<UsageImport> => {
  const { tenantId, entitlementId, author } = asked;
  return database.transaction(author, async (tx) => {
    await lockImports(tx, tenantId, entitlementId);
    const [obstacle] = await obstaclesOfEntitlement(tx, tenantId, entitlementId, outcome.read);
    if (obstacle !== undefined) throw new ApiProblem('conflict', obstacle);
    const record = recordOf(asked, outcome, clock.now());
    const before = sequencesBefore(await importsOf(tx, tenantId, entitlementId));
    const made: UsageImport = { ...record, sequenceFirst: before - BigInt(record.rowCount) };
    await insertImport(tx, tenantId, entitlementId, made);
    const [first, own] = limits;
    const start = made.rangeStart.getTime();
    if (first && (own === undefined || own.at > start))
      await recordImportedLimits(
        tx,
        tenantId,
        entitlementId,
        { ...first, at: start },
        made.sequenceFirst - 1n,
      );
    await writeRows(tx, asked, limits, made);
    await forgetHistory(tx, { tenantId, entitlementId });
    return made;
  });
};

/**
 * Imports files, or with `dryRun` only tells what is in them. Throws ApiProblem: `validationFailed` for files that
 * cannot be imported, `conflict` for an entitlement that has usage of that time already, `notFound`.
 */
export const importUsage = async (parts: ImportParts, asked: ImportAsked): Promise<ImportOutcome> => {
  const { database, clock } = parts;
  const { tenantId, entitlementId, dryRun, author } = asked;
  const limits = await limitsOfImport(database, tenantId, entitlementId, asked.bought);
  if (!limits) throw notFound('entitlement', entitlementId);
  const read = await readOnce(asked, limits, nothing);
  const features = [...(read.course.features ?? [])];
  const inFiles = obstaclesInFiles(asked, read, clock.now());
  const ofEntitlement =
    inFiles.length > 0 ? [] : await obstaclesOfEntitlement(database, tenantId, entitlementId, read);
  if (dryRun) return { read, features, obstacles: [...inFiles, ...ofEntitlement], made: null };
  if (inFiles[0] !== undefined) throw new ApiProblem('validationFailed', inFiles[0]);
  if (ofEntitlement[0] !== undefined) throw new ApiProblem('conflict', ofEntitlement[0]);
  if (read.covered) await makePartitions(parts, author, read.covered);
  const made = await store(parts, asked, limits, { read, features });
  // A worker would do it too, when there is one.
  await deriveHistory(database, { tenantId, entitlementId }, { waits: true });
  return { read, features, obstacles: [], made };
};
