import { type AuditEntryModel, operations, type QueryOf } from '@leeway/contract';
import { columnOf, instantCell } from '../../platform/files/send-list.ts';
import { pageAsked, pageReply } from '../../platform/http/paging.ts';
import { instantFrom } from '../../platform/http/validation.ts';
import { type AuditFilter, afterAllEntries, auditBefore, countAudit, pageOfAudit } from './audit-store.ts';
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

interface AuditLine extends AuditEntryModel {
  readonly change: AuditEntryModel['changes'][number] | null;
}

/** A row for each changed field; one without a field for a change that has none, such as an empty object's removal. */
const linesOf = (entry: AuditEntryModel): AuditLine[] =>
  entry.changes.length === 0
    ? [{ ...entry, change: null }]
    : entry.changes.map((change) => ({ ...entry, change }));

const notShown = '(not shown)';

const column = columnOf<AuditLine>;

const auditColumns = [
  column('id', 'Entry', 'text', ({ id }) => id),
  column('at', 'When', 'dateTime', ({ at }) => instantCell(at)),
  column('authorKind', 'Kind of author', 'word', ({ author }) => author.kind),
  column('authorId', 'Author id', 'text', ({ author }) => author.id),
  column('authorName', 'Who', 'text', ({ author }) => author.name),
  column('action', 'Did', 'word', ({ action }) => action),
  column('objectType', 'What', 'word', ({ objectType }) => objectType),
  column('objectId', 'Object id', 'text', ({ objectId }) => objectId),
  column('part', 'Part', 'word', ({ part }) => part),
  column('field', 'Field', 'text', ({ change }) => change?.field ?? null),
  column('old', 'Before', 'text', ({ change }) => (change?.masked ? notShown : (change?.old ?? null))),
  column('new', 'After', 'text', ({ change }) => (change?.masked ? notShown : (change?.new ?? null))),
];

/** The audit log (rule 42), to read; what writes it are the triggers of the audited tables. */
export const registerAudit = ({ route, database, sendList }: IdentityContext): void => {
  route(operations.listAuditLog, async ({ tenantId, query }) => {
    const page = pageAsked(query);
    const { rows, total } = await pageOfAudit(database, tenantId, filterOf(query), page);
    return pageReply(page, rows.map(auditEntry), total);
  });

  route(operations.exportAuditLog, (asked) => {
    const { tenantId } = asked;
    const filter = filterOf(asked.query);
    let before = afterAllEntries;
    let total: number | null = null;
    return sendList(asked, {
      ...{ title: 'Audit log', columns: auditColumns, rowsMax: Number.POSITIVE_INFINITY },
      // By key and not by offset: the last of a million entries costs as much as the first.
      read: async (db, { pageSize }) => {
        total ??= await countAudit(db, tenantId, filter);
        const rows = await auditBefore(db, tenantId, filter, before, pageSize);
        before = rows.at(-1)?.audit_id ?? before;
        return { items: rows.map(auditEntry).flatMap(linesOf), elementsTotal: total };
      },
    });
  });
};
