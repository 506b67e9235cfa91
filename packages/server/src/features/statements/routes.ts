import { operations, type StatementModel } from '@leeway/contract';
import { billingPeriodAt, billingPeriodFrom, type Span } from '@leeway/rules';
import { pageAsked, pageReply } from '../../platform/http/paging.ts';
import { notFound } from '../../platform/http/problem.ts';
import type { RoomContext } from '../../platform/room.ts';
import { customersById } from '../customers/index.ts';
import { findTenant } from '../identity/index.ts';
import { type BillingCalendar, billingCalendar } from './billing-settings-store.ts';
import { type ClosingDeps, settleAll } from './close-periods.ts';
import { openPeriodStart } from './cursors-store.ts';
import { drawLines } from './draw-statement.ts';
import { type LineFactRow, pageOfLineFacts } from './line-facts-store.ts';
import { statementColumns, statementRows } from './list-files.ts';
import { listStatements } from './list-statements.ts';
import { sendStatementCsv, sendStatementFocus } from './statement-files.ts';
import { closedStatement, draftStatement } from './statement-view.ts';
import { findStatement, linesOf } from './statements-store.ts';

type Context = Pick<RoomContext, 'route' | 'database' | 'clock' | 'sendList'>;

const closed = async (
  { database }: Context,
  tenantId: string,
  statementId: string,
): Promise<StatementModel> => {
  const row = await findStatement(database, tenantId, statementId);
  if (!row) throw notFound('statement', statementId);
  const customers = await customersById(database, tenantId, [row.customer_id]);
  const customerName = customers.get(row.customer_id)?.name ?? null;
  return closedStatement(row, customerName, await linesOf(database, tenantId, [statementId]));
};

/** The period that is open now: it follows those that were closed, or are over and about to be. */
const openPeriod = (from: number | undefined, { length, timeZone }: BillingCalendar, now: number): Span => {
  if (from === undefined || from > now) return billingPeriodAt(now, length, timeZone);
  let period = billingPeriodFrom(from, length, timeZone);
  while (period.end <= now) period = billingPeriodFrom(period.end, length, timeZone);
  return period;
};

const registerDraft = (context: Context, settle: ClosingDeps['settle']): void => {
  const { route, database, clock } = context;
  route(operations.getStatementDraft, async ({ tenantId, params: { customerId } }) => {
    const customer = (await customersById(database, tenantId, [customerId])).get(customerId);
    if (!customer) throw notFound('customer', customerId);
    const calendar = await billingCalendar(database, tenantId);
    const now = clock.now();
    await settleAll({ database, settle }, { tenantId, customerId }, now);
    const from = await openPeriodStart(database, { tenantId, customerId });
    const period = openPeriod(from, calendar, now);
    const soFar = { start: period.start, end: Math.min(period.end, now) };
    const { lines } = await drawLines(database, tenantId, customerId, soFar);
    return draftStatement(customer, period, calendar.timeZone, lines);
  });
};

const factModel = (row: LineFactRow) => ({
  at: row.at.toISOString(),
  sequence: row.sequence,
  operation: row.operation,
  seatId: row.seat_id,
  used: row.used,
  bought: row.bought,
  hardCap: row.hard_cap,
  amount: row.amount,
});

const registerFiles = (context: Context): void => {
  const { route, sendList } = context;
  route(operations.exportStatements, (asked) =>
    sendList(asked, {
      ...{ title: 'Statements', columns: statementColumns },
      read: async (db, page) => {
        const { items, elementsTotal } = await listStatements(db, asked.tenantId, asked.query, page);
        return { items: items.flatMap(statementRows), elementsTotal };
      },
    }),
  );

  route(operations.exportStatement, async ({ tenantId, params, reply }) =>
    sendStatementCsv(reply, await closed(context, tenantId, params.statementId)),
  );

  route(operations.exportStatementFocus, async ({ tenantId, params, reply }) => {
    const statement = await closed(context, tenantId, params.statementId);
    const tenantName = (await findTenant(context, tenantId))?.name ?? tenantId;
    const customerName = statement.customerName ?? statement.customerId;
    return sendStatementFocus(reply, statement, { tenantName, customerName });
  });
};

export const registerStatementReads = (context: Context, settle: ClosingDeps['settle']): void => {
  const { route, database } = context;
  registerDraft(context, settle);
  registerFiles(context);

  route(operations.listStatements, ({ tenantId, query }) =>
    listStatements(database, tenantId, query, pageAsked(query)),
  );

  route(operations.getStatement, ({ tenantId, params }) => closed(context, tenantId, params.statementId));

  route(operations.listStatementFacts, async ({ tenantId, params: { statementId, lineId }, query }) => {
    const statement = await findStatement(database, tenantId, statementId);
    if (!statement) throw notFound('statement', statementId);
    const lines = await linesOf(database, tenantId, [statementId]);
    const line = lines.find(({ line_id }) => line_id === lineId);
    if (!line) throw notFound('line', lineId);
    const page = pageAsked(query);
    const { rows, total } = await pageOfLineFacts(database, tenantId, line, statement, page);
    return pageReply(page, rows.map(factModel), total);
  });
};
