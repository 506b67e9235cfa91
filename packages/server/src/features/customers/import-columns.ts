import {
  CustomerAddressApiRequest,
  CustomerApiRequest,
  type CustomerModel,
  type CustomerStatus,
} from '@leeway/contract';
import { ApiProblem } from '../../platform/http/problem.ts';
import { faultFinder } from '../../platform/http/validation.ts';
import { customerSettings } from './customer-settings.ts';
import type { CustomerSettings } from './customers-store.ts';

/** What the columns of a file mean. Every rule about a value is the API's own: a row becomes the body of a request. */

const addressPrefix = 'address.';
export const customFieldPrefix = 'customFields.';

const ofCustomer = Object.keys(CustomerApiRequest.properties).filter(
  (name) => name !== 'address' && name !== 'customFields',
);
const ofAddress = Object.keys(CustomerAddressApiRequest.properties).map((name) => addressPrefix + name);

/** As the template has them; the custom fields of the tenant come last. */
export const columnsOf = (customFieldKeys: readonly string[]): string[] => [
  ...ofCustomer,
  ...ofAddress,
  ...customFieldKeys.map((key) => customFieldPrefix + key),
];

/** Cells by column, without white space around them. */
export type Cells = Readonly<Record<string, string>>;

export interface RowFault {
  /** The column; null: the row as a whole. */
  readonly field: string | null;
  readonly message: string;
}

/** What a row wants of a customer, with the status it asks for, or why it cannot have it. */
export type Wish =
  | { readonly settings: CustomerSettings; readonly status: CustomerStatus | null }
  | { readonly faults: readonly RowFault[] };

/** What is no plain decimal stays a text, which the schema refuses. */
const memberFrom = (column: string, cell: string): string | number =>
  column === 'contractValue' && /^-?\d+(\.\d+)?$/.test(cell) ? Number(cell) : cell;

/** The members of `present` after the cells of `columns`: an empty cell clears, a column that is not there leaves. */
const overlay = (present: object, cells: Cells, columns: readonly string[], prefix: string) => {
  const members = new Map<string, unknown>(Object.entries(present));
  for (const column of columns) {
    const cell = cells[column];
    const name = column.slice(prefix.length);
    if (cell === '') members.delete(name);
    else if (cell !== undefined) members.set(name, memberFrom(column, cell));
  }
  return members.size === 0 ? null : Object.fromEntries(members);
};

/** The body of a request that does what the row says. @param present the customer to update; null: a new one */
const bodyFrom = (cells: Cells, present: CustomerModel | null): unknown => {
  // What the row does not say about the status is no wish for the present one.
  const { status: _, address, customFields, ...members } = present ?? { address: null, customFields: null };
  const customColumns = Object.keys(cells).filter((column) => column.startsWith(customFieldPrefix));
  return {
    ...overlay(members, cells, ofCustomer, ''),
    address: overlay(address ?? {}, cells, ofAddress, addressPrefix),
    customFields: overlay(customFields ?? {}, cells, customColumns, customFieldPrefix),
  };
};

const templateOrder = columnsOf([]);
const schemaFaults = faultFinder(CustomerApiRequest);

const isRequest = (_body: unknown, faults: readonly unknown[]): _body is CustomerApiRequest =>
  faults.length === 0;

/** What an error of the API says of a row; any other error is a bug. */
export const faultsFrom = (error: unknown): RowFault[] => {
  if (!(error instanceof ApiProblem)) throw error;
  const { fields = [] } = error.extra;
  if (fields.length === 0) return [{ field: null, message: error.message }];
  return fields.map(({ propertyName, message }) => ({ field: propertyName, message }));
};

/** @param present the customer the row names; null: there is none yet */
export const wishFrom = (cells: Cells, present: CustomerModel | null): Wish => {
  const body = bodyFrom(cells, present);
  const faults = schemaFaults(body);
  if (!isRequest(body, faults)) {
    const place = ({ field }: RowFault) => templateOrder.indexOf(field ?? '');
    const named = faults.map(({ propertyName, message }) => ({ field: propertyName, message }));
    return { faults: named.sort((a, b) => place(a) - place(b)) };
  }
  try {
    return { settings: customerSettings(body), status: body.status ?? null };
  } catch (error) {
    return { faults: faultsFrom(error) };
  }
};
