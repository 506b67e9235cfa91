import type { CustomerImportModel, CustomFieldModel } from '@leeway/contract';
import type { RoomContext } from '../../platform/room.ts';
import { listFields } from '../catalog/index.ts';
import { columnsOf, customFieldPrefix, type RowFault } from './import-columns.ts';
import { type FileRow, readCustomerFile } from './import-file.ts';
import { insertImport, type NewImport } from './imports-store.ts';

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

/**
 * Reads a file and leaves its rows to the worker. What can be told from the file alone is told at once: 422 for a file
 * that cannot be read, refused rows for what they are.
 */
export const startImport = async (
  { database }: Pick<RoomContext, 'database'>,
  asked: NewImport,
  bytes: Buffer,
): Promise<CustomerImportModel> => {
  const fields = await importFields(database, asked.tenantId);
  const read = await readCustomerFile(bytes, columnsOf(fields.map(({ key }) => key)));
  const repeated = createRepeatFinder(fields);
  const rows = read.map((row) => {
    const errors = row.faults.length > 0 ? row.faults : repeated(row);
    const isRefused = errors.length > 0;
    return {
      rowNumber: row.rowNumber,
      cells: isRefused ? null : row.cells,
      errors: isRefused ? errors : null,
    };
  });
  return database.transaction(asked.author, (tx) => insertImport(tx, asked, rows));
};
