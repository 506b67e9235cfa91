import type { ReportDefinition } from '@leeway/contract';
import { type RawBuilder, sql } from 'kysely';
import { instantFrom } from '../../platform/http/validation.ts';
import type { Asked } from './subject.ts';

/**
 * How often something happened, by its operation and over time: answered from what history counts by the quarter of an
 * hour, and the rows of the last seconds that it has not counted yet. The same figures as of the rows themselves.
 */

const quarterMs = 15 * 60_000;

type Filter = NonNullable<ReportDefinition['filter']>[number];

/** A quarter is in a range as a whole or not at all. */
const keepsQuarters = ({ column, operator, value }: Filter): boolean => {
  if (column === 'operation') return true;
  const isBound = column === 'timestamp' && (operator === 'gte' || operator === 'lt');
  return isBound && typeof value === 'string' && instantFrom(value) % quarterMs === 0;
};

/** Whether figures of the activity ask for nothing but counts of rows, of whole quarters. */
export const isCounted = ({
  subject,
  groupBy = [],
  aggregates = [],
  filter = [],
}: ReportDefinition): boolean =>
  subject === 'activity' &&
  aggregates.length > 0 &&
  aggregates.every(({ function: name, column }) => name === 'count' && column === undefined) &&
  groupBy.every(({ column, by }) => column === 'operation' || (column === 'timestamp' && by !== undefined)) &&
  filter.every(keepsQuarters);

/** One row for each quarter and operation; figures sum `rows`. */
export const countedRows = ({ tenantId }: Asked): RawBuilder<Record<string, unknown>> => sql`
  select quarter_start as "timestamp", operation, sum(rows) as "rows"
  from (
    select quarter_start, operation, rows from history_log_counts where tenant_id = ${tenantId}
    union all
    select quarter_start, operation, rows from history_log_changes where tenant_id = ${tenantId}
    union all
    select quarter_of(at), operation, 1 from log_not_counted(${tenantId}::text)
  ) counted
  group by quarter_start, operation
  having sum(rows) <> 0`;

export const rowsCounted = sql`coalesce(sum("rows"), 0)::bigint`;
