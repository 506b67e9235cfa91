import { CustomerImportColumns, customerImportBytesMax, operations } from '@leeway/contract';
import { stringify } from 'csv-stringify/sync';
import { readFormWithFile, sendFile } from '../../platform/http/form-file.ts';
import { pageAsked, pageReply } from '../../platform/http/paging.ts';
import { invalid, notFound } from '../../platform/http/problem.ts';
import { faultFinder } from '../../platform/http/validation.ts';
import { newId } from '../../platform/ids.ts';
import type { RoomContext } from '../../platform/room.ts';
import { columnsOf } from './import-columns.ts';
import { findImport, pageOfErrors } from './imports-store.ts';
import { importFields, startImport } from './start-import.ts';

/** A file has at most some hundred thousand rows, and a fault is a short sentence: one answer holds them. */
const everyError = { pageNumber: 1, pageSize: 1_000_000, offset: 0 };

const columnFaults = faultFinder(CustomerImportColumns);

const isColumns = (_said: unknown, faults: readonly unknown[]): _said is CustomerImportColumns =>
  faults.length === 0;

/** What the form's part `Columns` says. */
const columnsSaid = (text: string | undefined): CustomerImportColumns => {
  if (text === undefined || text.trim() === '') return {};
  const refusal = invalid(
    'Columns',
    'must be a JSON object: names of the file’s columns with ours, null to leave one out',
  );
  try {
    const said: unknown = JSON.parse(text);
    if (isColumns(said, columnFaults(said))) return said;
  } catch {
    throw refusal;
  }
  throw refusal;
};

export const registerImportRoutes = ({ route, database, clock }: RoomContext): void => {
  route(operations.getCustomerImportTemplate, async ({ tenantId, request, reply }) => {
    const fields = await importFields(database, tenantId);
    // The mark at the beginning tells spreadsheets that it is UTF-8, now and when they save it.
    const text = stringify([columnsOf(fields.map(({ key }) => key))], {
      bom: true,
      record_delimiter: 'windows',
    });
    const file = { name: 'customers.csv', type: 'text/csv; charset=utf-8', bytes: Buffer.from(text) };
    return sendFile(request, reply, file);
  });

  route(operations.importCustomers, async ({ tenantId, author, query: { dryRun = false }, request }) => {
    const { name: fileName, bytes, fields } = await readFormWithFile(request, customerImportBytesMax);
    const at = clock.now();
    const said = columnsSaid(fields.get('Columns'));
    const asked = { tenantId, importId: newId('imp', at), fileName, dryRun, said, author, at };
    return startImport({ database }, asked, bytes);
  });

  route(operations.exportCustomerImportErrors, async ({ tenantId, params: { importId }, request, reply }) => {
    const found = await findImport(database, tenantId, importId);
    if (!found) throw notFound('import', importId);
    const { items } = await pageOfErrors(database, tenantId, importId, everyError);
    const lines = items.map(({ rowNumber, field, message }) => [rowNumber, field, message]);
    const text = stringify([['row', 'column', 'fault'], ...lines], {
      bom: true,
      escape_formulas: true,
      record_delimiter: 'windows',
    });
    const file = { name: 'refused.csv', type: 'text/csv; charset=utf-8', bytes: Buffer.from(text) };
    return sendFile(request, reply, file);
  });

  route(operations.getCustomerImport, async ({ tenantId, params: { importId }, query }) => {
    const found = await findImport(database, tenantId, importId);
    if (!found) throw notFound('import', importId);
    const page = pageAsked(query);
    const { items, total } = await pageOfErrors(database, tenantId, importId, page);
    return { ...found, errors: pageReply(page, items, total) };
  });
};
