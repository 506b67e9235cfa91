import type { CustomerImportStartedModel, CustomFieldModel } from '@leeway/contract';
import { invalid } from '../../platform/http/problem.ts';
import type { RoomContext } from '../../platform/room.ts';
import { listFields } from '../catalog/index.ts';
import { columnsOf, customFieldPrefix, type RowFault } from './import-columns.ts';
import { type FileRow, readCustomerFile } from './import-file.ts';
import { insertImport, type NewImport } from './imports-store.ts';
import { type ImportColumn, matchColumns } from './match-columns.ts';

/** The custom fields of customers, oldest first. */
export const importFields = (db: RoomContext['database'], tenantId: string): Promise<CustomFieldModel[]> =>
  listFields(db, tenantId, 'customer');

/**
 * What must be its own in each row of a file, so that the rows do not depend on their order: which customer a row is
 * about, and the values of unique custom fields.
 */
const createRepeatFinder = (fields: readonly CustomFieldModel[]) => {
  const unique = fields.filter((field) => field.unique).map(({ key }) => customFieldPrefix + key);
  const seen = new Map(['accountRefId', ...unique].map((column) => [column, new Map<string, number>()]));
  return ({ rowNumber, cells }: FileRow): RowFault[] => {
    const faults: RowFault[] = [];
    for (const [field, rowOf] of seen) {
      const cell = cells[field];
      if (!cell) continue;
      const first = rowOf.get(cell);
      if (first === undefined) rowOf.set(cell, rowNumber);
      else faults.push({ field, message: `"${cell}" is in row ${first} already` });
    }
    return faults;
  };
};

export interface ImportAsked extends Omit<NewImport, 'columns'> {
  /** By the file's own names: which column of ours each is, null to leave it out. */
  readonly said: Readonly<Record<string, string | null>>;
}

const columnsFor = (fields: readonly CustomFieldModel[]): ImportColumn[] => {
  const names = new Map(fields.map(({ key, displayName }) => [customFieldPrefix + key, displayName]));
  return columnsOf(fields.map(({ key }) => key)).map((column) => {
    const displayName = names.get(column);
    return { column, alsoCalled: displayName ? [displayName] : [] };
  });
};

const refuseUnknown = (said: ImportAsked['said'], columns: readonly ImportColumn[]): void => {
  const known = new Set(columns.map(({ column }) => column));
  for (const [name, column] of Object.entries(said))
    if (column !== null && !known.has(column))
      throw invalid('Columns', `"${name}": there is no column "${column}"; the template has them all`);
};

/**
 * Reads a file and leaves its rows to the worker. What can be told from the file alone is told at once: 422 for a file
 * that cannot be read, refused rows for what they are. A trial guesses what headers stand for that nobody has named, and
 * passes over what it cannot guess; the import itself takes nothing for something else.
 */
export const startImport = async (
  { database }: Pick<RoomContext, 'database'>,
  { said, ...asked }: ImportAsked,
  bytes: Buffer,
): Promise<CustomerImportStartedModel> => {
  const fields = await importFields(database, asked.tenantId);
  const known = columnsFor(fields);
  refuseUnknown(said, known);
  const file = await readCustomerFile(bytes, (header) => matchColumns(header, known, said, asked.dryRun));
  const repeated = createRepeatFinder(fields);
  const rows = file.rows.map((row) => {
    const errors = row.faults.length > 0 ? row.faults : repeated(row);
    const isRefused = errors.length > 0;
    return {
      rowNumber: row.rowNumber,
      cells: isRefused ? null : row.cells,
      errors: isRefused ? errors : null,
    };
  });
  // What stands in the cells goes to whoever sent the file, and is not kept.
  const columns = file.columns.map(({ name, column, guessed }) => ({ name, column, guessed }));
  const made = await database.transaction(asked.author, (tx) =>
    insertImport(tx, { ...asked, columns }, rows),
  );
  return { ...made, columns: [...file.columns], knownColumns: known.map(({ column }) => column) };
};
