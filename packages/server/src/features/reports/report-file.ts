import type { ReportFormat } from '@leeway/contract';
import { fileOfRows } from '../../platform/files/file-format.ts';
import type { Question } from './question.ts';
import type { Snapshot } from './snapshot.ts';

/** A report as a file, in either format. */

export interface FileAsked {
  readonly format: ReportFormat;
  readonly timeZone: string;
  readonly rowsTotal: number;
  /** Told after each of some hundred rows. */
  readonly onRows?: (count: number) => void;
}

/** Bytes as they are read: whoever takes none makes the reading wait. */
export const fileChunks = (
  { subject, columns }: Question,
  snapshot: Snapshot,
  { onRows, ...file }: FileAsked,
): AsyncIterable<Uint8Array> => {
  const batches = async function* () {
    for await (const rows of snapshot.batches()) {
      yield rows;
      onRows?.(rows.length);
    }
  };
  return fileOfRows({ ...file, name: subject.title, columns }, batches());
};
