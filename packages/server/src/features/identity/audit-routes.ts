import { Readable } from 'node:stream';
import { operations, type QueryOf } from '@leeway/contract';
import { stringify } from 'csv-stringify';
import { pageAsked, pageReply } from '../../platform/http/paging.ts';
import { instantFrom } from '../../platform/http/validation.ts';
import { type AuditFilter, type AuditRow, auditRows, pageOfAudit } from './audit-store.ts';
import { auditEntry } from './audit-view.ts';
import type { IdentityContext } from './tenants.ts';

const dateOf = (text: string | undefined) => (text === undefined ? null : new Date(instantFrom(text)));

const filterOf = ({
  dateFrom,
  dateTo,
  ...query
}: QueryOf<typeof operations.exportAuditLog>): AuditFilter => ({
  ...query,
  dateFrom: dateOf(dateFrom),
  dateTo: dateOf(dateTo),
});

const csvColumns = [
  'id',
  'at',
  'authorKind',
  'authorId',
  'authorName',
  'action',
  'objectType',
  'objectId',
  'part',
  'field',
  'old',
  'new',
];

/** A row for each changed field; one without a field for a change that has none, such as an empty object's removal. */
async function* csvRows(rows: AsyncIterable<AuditRow>): AsyncGenerator<readonly (string | null)[]> {
  for await (const row of rows) {
    const { id, at, author, action, objectType, objectId, part, changes } = auditEntry(row);
    const entry = [id, at, author.kind, author.id, author.name, action, objectType, objectId, part];
    if (changes.length === 0) yield [...entry, null, null, null];
    for (const change of changes) {
      const shown = change.masked ? ['(not shown)', '(not shown)'] : [change.old, change.new];
      yield [...entry, change.field, ...shown];
    }
  }
}

/** The audit log (rule 42), to read; what writes it are the triggers of the audited tables. */
export const registerAudit = ({ route, database }: IdentityContext): void => {
  route(operations.listAuditLog, async ({ tenantId, query }) => {
    const page = pageAsked(query);
    const { rows, total } = await pageOfAudit(database, tenantId, filterOf(query), page);
    return pageReply(page, rows.map(auditEntry), total);
  });

  route(operations.exportAuditLog, ({ tenantId, query, reply }) => {
    const rows = csvRows(auditRows(database, tenantId, filterOf(query)));
    // A value may begin like a formula: who opens the file in a spreadsheet must not run it.
    const csv = stringify({
      header: true,
      columns: csvColumns,
      escape_formulas: true,
      record_delimiter: 'windows',
    });
    const file = Readable.from(rows)
      .on('error', (error) => csv.destroy(error))
      .pipe(csv);
    return reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', 'attachment; filename="audit-log.csv"')
      .send(file);
  });
};
