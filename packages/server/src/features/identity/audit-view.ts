import type { AuditEntryModel } from '@leeway/contract';
import type { AuditedField, AuditRow } from './audit-store.ts';

const camel = (column: string) => column.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** The two parts of an interval or an overdraft have a column each, and are one member in the API. */
const twoPart = /^(overdraft|.*_(?:period|duration))_(type|count|value)$/;

/** The API's name of a column: `lease_period_count` is `leasePeriod.count`. */
const fieldName = (row: AuditRow, column: string): string => {
  const [, member = '', part = ''] = twoPart.exec(column) ?? [];
  if (member === '') return camel(column);
  if (member !== 'overdraft') return `${camel(member)}.${part}`;
  const isOfSeats =
    row.part === null && (row.object_type === 'offering' || row.object_type === 'entitlement');
  return `${isOfSeats ? 'overdraftSeatLimit' : 'overdraftLimit'}.${part}`;
};

const changeOf = (
  row: AuditRow,
  { field, old: was = null, new: became = null, masked = false }: AuditedField,
) => ({
  field: fieldName(row, field),
  old: was,
  new: became,
  masked,
});

export const auditEntry = (row: AuditRow): AuditEntryModel => ({
  id: row.audit_id.toString(),
  at: row.at.toISOString(),
  author: { kind: row.author_kind, id: row.author_id, name: row.author_name },
  action: row.action,
  objectType: row.object_type,
  objectId: row.object_id,
  part: row.part,
  changes: row.changes.map((change) => changeOf(row, change)),
});
