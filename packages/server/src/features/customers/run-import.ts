import { type CustomerModel, customerImportDays } from '@leeway/contract';
import type { BackgroundStep } from '../../platform/background-loop.ts';
import type { Queryable } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import type { RoomContext } from '../../platform/room.ts';
import { checkCustomFields, writeCustomFields } from '../catalog/index.ts';
import { changeStanding, type SetCustomerDisabled } from './change-standing.ts';
import { tellCreated, tellUpdated } from './customer-events.ts';
import { newStanding, standingAfter } from './customer-settings.ts';
import { insertCustomers, type StoredCustomer, updateCustomers } from './customers-bulk.ts';
import { lockCustomersByRef } from './customers-store.ts';
import { type Cells, faultsFrom, type Wish, wishFrom } from './import-columns.ts';
import {
  type ClaimedImport,
  claimImport,
  completeImport,
  forgetImports,
  leaseImport,
  type Outcome,
  rowsToDo,
  settleRows,
} from './imports-store.ts';
import { forgetPasswordLinks } from './password-links.ts';

/**
 * Imports are worked on in steps of some rows. A step is one transaction that changes the customers and takes the rows
 * off the list: a process that dies in it has done nothing, and another does the same rows again.
 */

/** Some hundred milliseconds of work, for which the customers named and the custom fields are locked. */
const rowsAtOnce = 500;

interface ToDo {
  readonly rowNumber: number;
  readonly cells: Cells;
}

interface Planned {
  readonly rowNumber: number;
  readonly customerId: string;
  /** Null: it is created. */
  readonly present: CustomerModel | null;
  readonly wish: Extract<Wish, { readonly settings: unknown }>;
}

type Refused = Outcome['refused'][number];

/** What each row asks for, or why it is refused. */
const planRows = async (tx: Queryable, tenantId: string, rows: readonly ToDo[], at: number) => {
  const refs = rows.flatMap(({ cells }) => cells.accountRefId || []);
  const byRef = await lockCustomersByRef(tx, tenantId, refs);
  // In the order of the rows, as customers made at one instant are listed by their id.
  const newIds = rows.map(() => newId('cust', at)).sort();
  const planned: Planned[] = [];
  const refused: Refused[] = [];
  for (const [index, { rowNumber, cells }] of rows.entries()) {
    const present = byRef.get(cells.accountRefId ?? '') ?? null;
    const wish = wishFrom(cells, present);
    const customerId = present?.id ?? (newIds[index] as string);
    if ('faults' in wish) refused.push({ rowNumber, errors: wish.faults });
    else planned.push({ rowNumber, customerId, present, wish });
  }
  return { planned, refused };
};

const storedFrom = ({ customerId, wish }: Planned, at: number): StoredCustomer => ({
  customerId,
  settings: wish.settings,
  standing: standingAfter(newStanding, wish.status, at),
});

/** Creates and updates; answers the ids of those done. One whose reference another call has just taken is not. */
const writeCustomers = async (
  tx: Queryable,
  setCustomerDisabled: SetCustomerDisabled,
  tenantId: string,
  planned: readonly Planned[],
  at: number,
): Promise<ReadonlySet<string>> => {
  const created = planned.filter(({ present }) => present === null);
  const updated = planned.filter(({ present }) => present !== null);
  const done = await insertCustomers(
    tx,
    tenantId,
    created.map((row) => storedFrom(row, at)),
    at,
  );
  await updateCustomers(
    tx,
    tenantId,
    updated.map((row) => storedFrom(row, at)),
    at,
  );
  // One by one, as it touches each one's entitlements; few rows of a file change a status.
  for (const { customerId, present, wish } of updated) {
    if (wish.status !== null && wish.status !== present?.status)
      await changeStanding(tx, setCustomerDisabled, { tenantId, customerId, wish: wish.status, at });
  }
  const isNew = new Set(done);
  const told = created.filter(({ customerId }) => isNew.has(customerId));
  await tellCreated(
    tx,
    tenantId,
    told.map(({ customerId, wish }) => ({ customerId, name: wish.settings.name })),
    at,
  );
  await tellUpdated(
    tx,
    tenantId,
    updated.map(({ customerId }) => customerId),
    at,
  );
  return new Set([...done, ...updated.map(({ customerId }) => customerId)]);
};

/** One step of an import. Without rows that are left, it is completed. */
const workOn = async (
  tx: Queryable,
  setCustomerDisabled: SetCustomerDisabled,
  claimed: ClaimedImport,
  at: number,
): Promise<void> => {
  const { tenantId, dryRun } = claimed;
  const rows = await rowsToDo(tx, claimed, rowsAtOnce);
  if (rows.length === 0) return completeImport(tx, claimed, at);
  const { planned, refused } = await planRows(tx, tenantId, rows, at);
  const given = planned.map(({ customerId, wish }) => ({
    id: customerId,
    customFields: wish.settings.customFields,
  }));
  const { refusals, values } = await checkCustomFields(tx, tenantId, 'customer', given);
  for (const { rowNumber, customerId } of planned) {
    const refusal = refusals.get(customerId);
    if (refusal) refused.push({ rowNumber, errors: faultsFrom(refusal) });
  }
  const accepted = planned.filter(({ customerId }) => !refusals.has(customerId));
  const ids = new Set(accepted.map(({ customerId }) => customerId));
  const done = dryRun ? ids : await writeCustomers(tx, setCustomerDisabled, tenantId, accepted, at);
  if (!dryRun) {
    const written = values.filter(({ entityId }) => done.has(entityId));
    await writeCustomFields(tx, tenantId, [...done], written);
  }
  const isDone = ({ customerId }: Planned) => done.has(customerId);
  await settleRows(tx, claimed, {
    created: accepted.filter((row) => isDone(row) && row.present === null).map(({ rowNumber }) => rowNumber),
    updated: accepted.filter((row) => isDone(row) && row.present !== null).map(({ rowNumber }) => rowNumber),
    refused,
  });
};

/** Works on whatever imports there are until none is left, each in turn. */
const runImports = async (
  { database, clock }: Pick<RoomContext, 'database' | 'clock'>,
  setCustomerDisabled: SetCustomerDisabled,
  signal: AbortSignal,
): Promise<void> => {
  while (!signal.aborted) {
    const claimed = await claimImport(database, clock.now());
    if (!claimed) return;
    await database.transaction(claimed.author, async (tx) => {
      if (await leaseImport(tx, claimed)) await workOn(tx, setCustomerDisabled, claimed, clock.now());
    });
  }
};

/** The timed work of the room. Any number of processes may run it. */
export const customerSteps = (
  parts: Pick<RoomContext, 'database' | 'clock'>,
  setCustomerDisabled: SetCustomerDisabled,
): BackgroundStep[] => [
  {
    name: 'customers.import',
    everyMs: 1_000,
    run: (signal) => runImports(parts, setCustomerDisabled, signal),
  },
  {
    name: 'customers.forget',
    everyMs: 3_600_000,
    run: async () => {
      const now = parts.clock.now();
      await forgetImports(parts.database, now - customerImportDays * 86_400_000);
      await forgetPasswordLinks(parts.database, now);
    },
  },
];
