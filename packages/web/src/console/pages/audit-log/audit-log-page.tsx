import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { linkTo } from '../../../api/call.ts';
import type { Query, Row } from '../../../api/wire.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { count, formatDateTime, nothing, words } from '../../../ui/format.ts';
import { PlainList, type PlainShape } from '../../../ui/list/plain-list.tsx';
import { choices } from '../../../ui/list/report-columns.tsx';
import { Page } from '../../../ui/page.tsx';

type AuthorKind = NonNullable<Query<'listAuditLog'>['authorKind']>;
type Change = Row<'listAuditLog'>['changes'][number];

const changeText = ({ field, old, new: now, masked }: Change): string =>
  masked ? `${field} (not shown)` : `${field}: ${old ?? nothing} → ${now ?? nothing}`;

/** One change is said at once; of many it is said how many, and which when asked. */
const Changes = ({ changes }: { readonly changes: readonly Change[] }) => {
  const [first] = changes;
  if (!first) return nothing;
  if (changes.length === 1) return changeText(first);
  return (
    <details>
      <summary>{count(changes.length, 'value')}</summary>
      <ul style={{ margin: '4px 0', paddingLeft: 18, overflowWrap: 'anywhere' }}>
        {changes.map((change) => (
          <li key={change.field}>{changeText(change)}</li>
        ))}
      </ul>
    </details>
  );
};

const shape: PlainShape<'listAuditLog'> = {
  sort: null,
  columns: [
    { key: 'at', title: 'When', fixed: true, cell: ({ at }) => formatDateTime(at) },
    { key: 'author', title: 'Who', cell: ({ author }) => author.name },
    { key: 'action', title: 'Did', cell: ({ action }) => `${action}d` },
    {
      key: 'objectType',
      title: 'What',
      cell: ({ objectType, part }) => [words(objectType), part].filter(Boolean).join(', '),
    },
    { key: 'objectId', title: 'Id', hidden: true },
    { key: 'changes', title: 'Changes', wide: true, cell: ({ changes }) => <Changes changes={changes} /> },
  ],
  filters: [
    { key: 'objectType', label: 'Type of object', kind: 'text' },
    { key: 'objectId', label: 'Id of the object', kind: 'text' },
    {
      key: 'authorKind',
      label: 'Who',
      kind: 'choice',
      options: choices('client', 'user', 'contact', 'system'),
    },
  ],
};

const AuditLogPage = () => (
  <Page title="Audit log">
    <PlainList
      name="audit-log"
      label="Audit log"
      operation="listAuditLog"
      shape={shape}
      query={({ filters: { objectType, objectId, authorKind } }) => ({
        ...(objectType ? { objectType } : {}),
        ...(objectId ? { objectId } : {}),
        ...(authorKind ? { authorKind: authorKind as AuthorKind } : {}),
      })}
      rowKey={({ id }) => id}
      empty={
        <EmptyState title="Nothing has been changed yet">
          Every change of a setting, a customer, an offering or an entitlement is written down here: who,
          when, and each value before and after.
        </EmptyState>
      }
      actions={
        <Button
          component="a"
          href={linkTo('exportAuditLog', {})}
          download
          variant="default"
          leftSection={<IconDownload size={15} aria-hidden />}
        >
          CSV
        </Button>
      }
    />
  </Page>
);

export default AuditLogPage;
