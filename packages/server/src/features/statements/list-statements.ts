import type { operations, QueryOf } from '@leeway/contract';
import type { Queryable } from '../../platform/database.ts';
import { type PageAsked, pageReply } from '../../platform/http/paging.ts';
import { invalid } from '../../platform/http/problem.ts';
import { instantFrom } from '../../platform/http/validation.ts';
import { customersById } from '../customers/index.ts';
import { statementHead } from './statement-view.ts';
import { pageOfStatements, totalsOfStatements } from './statements-store.ts';

export type ListedStatement = ReturnType<typeof statementHead>;

const dateOf = (text: string | undefined) => (text === undefined ? null : new Date(instantFrom(text)));

/** A page of closed statements and their corrections. @throws ApiProblem `validationFailed` for an empty range */
export const listStatements = async (
  db: Queryable,
  tenantId: string,
  query: Omit<QueryOf<typeof operations.exportStatements>, 'format'>,
  page: PageAsked,
) => {
  const [from, to] = [dateOf(query.from), dateOf(query.to)];
  if (from && to && to <= from) throw invalid('to', 'must be after from');
  const { customerId = null, entitlementId = null, status = null } = query;
  const filter = { customerId, entitlementId, status, from, to };
  const { rows, total } = await pageOfStatements(db, tenantId, filter, page);
  const ids = rows.map(({ statement_id }) => statement_id);
  const totals = await totalsOfStatements(db, tenantId, ids);
  const customerIds = rows.map(({ customer_id }) => customer_id);
  const customers = await customersById(db, tenantId, customerIds);
  const items = rows.map((row): ListedStatement => {
    const customerName = customers.get(row.customer_id)?.name ?? null;
    return statementHead(row, customerName, totals.get(row.statement_id) ?? []);
  });
  return pageReply(page, items, total);
};
