import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type LoadedEvidence, loadEvidence } from './load-evidence.ts';
import { type Postgres, startPostgres } from './postgres.ts';

/** A database of evidence of one size: loaded, or kept from a run before. */

export interface EvidenceDatabase {
  readonly postgres: Postgres;
  readonly loaded: LoadedEvidence;
}

export interface DatabaseAsked {
  readonly scale: number;
  /** Where databases are kept, each in a folder named by its size; null: nothing is kept. */
  readonly folder: string | null;
  readonly say: (line: string) => void;
}

const noteOf = (folder: string) => join(folder, 'loaded.json');

const readNote = async (folder: string): Promise<LoadedEvidence | null> => {
  const text = await readFile(noteOf(folder), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  return text === null ? null : (JSON.parse(text) as LoadedEvidence);
};

// What the product computes once a day was computed today, as it would have been on a server that ran all the time.
const computedTodaySql = 'update renewal_insights set computed_at = now()';

const openKept = async (folder: string, loaded: LoadedEvidence): Promise<EvidenceDatabase> => {
  const postgres = await startPostgres(folder);
  await postgres.database.query(computedTodaySql);
  await postgres.database.query(postgres.isMigrated ? 'vacuum analyze' : 'vacuum analyze renewal_insights');
  await postgres.database.query('checkpoint');
  return { postgres, loaded };
};

/** Stop its PostgreSQL in the end. A folder whose loading did not come to its end is loaded anew. */
export const openEvidence = async ({ scale, folder, say }: DatabaseAsked): Promise<EvidenceDatabase> => {
  const own = folder === null ? undefined : join(folder, String(scale));
  const known = own === undefined ? null : await readNote(own);
  if (own !== undefined && known) return openKept(own, known);
  if (own !== undefined) await rm(own, { recursive: true, force: true });
  const postgres = await startPostgres(own);
  try {
    const loaded = await loadEvidence(postgres.database, { scale, say });
    if (own !== undefined) await writeFile(noteOf(own), `${JSON.stringify(loaded, null, 2)}\n`);
    return { postgres, loaded };
  } catch (error) {
    await postgres.stop();
    throw error;
  }
};
