import { Type } from 'typebox';
import { CustomerImportDetailsModel, CustomerImportStartedModel } from '../models/customer-imports.ts';
import { operation } from '../operation.ts';
import { Id } from '../schema.ts';
import { PagingQuery } from './paging.ts';

export const getCustomerImportTemplate = operation(
  'getCustomerImportTemplate',
  'GET /api/v1/customers/import/template',
  {
    tag: 'customers',
    summary: 'Sends a CSV file with the columns of an import, custom fields included.',
    scopes: ['customers:admin'],
    success: { status: 200, binary: true },
  },
);

/** A form with one file part, which is parsed as a stream and not by this schema. */
const CustomerImportForm = Type.Object({
  FormFile: Type.String({ contentMediaType: 'application/octet-stream' }),
  /** JSON of `CustomerImportColumns`. */
  Columns: Type.Optional(Type.String()),
});

export const importCustomers = operation('importCustomers', 'POST /api/v1/customers/import', {
  tag: 'customers',
  summary: 'Starts the creation and update of customers from a CSV file.',
  scopes: ['customers:admin'],
  query: Type.Object({ dryRun: Type.Optional(Type.Boolean()) }),
  body: CustomerImportForm,
  bodyType: 'multipart',
  success: { status: 201, reply: CustomerImportStartedModel },
});

export const getCustomerImport = operation('getCustomerImport', 'GET /api/v1/customers/import/{importId}', {
  tag: 'customers',
  summary: 'Tells how far an import is, and which rows were refused and why.',
  scopes: ['customers:admin'],
  params: Type.Object({ importId: Id('imp') }),
  query: PagingQuery,
  success: { status: 200, reply: CustomerImportDetailsModel },
});

export const exportCustomerImportErrors = operation(
  'exportCustomerImportErrors',
  'GET /api/v1/customers/import/{importId}/errors/csv',
  {
    tag: 'customers',
    summary: 'Sends the rows an import refused as CSV, a line for each fault.',
    scopes: ['customers:admin'],
    params: Type.Object({ importId: Id('imp') }),
    success: { status: 200, binary: true },
  },
);
