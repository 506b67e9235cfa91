import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useMay } from '../../../api/session.ts';
import { useApi } from '../../../api/use-api.ts';
import type { Query, Row } from '../../../api/wire.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { endOfDay, startOfDay } from '../../../ui/form/days.ts';
import { formatDateTime, words } from '../../../ui/format.ts';
import listClasses from '../../../ui/list/list.module.css';
import { PlainList, type PlainShape } from '../../../ui/list/plain-list.tsx';
import { choices } from '../../../ui/list/report-columns.tsx';
import { Page } from '../../../ui/page.tsx';
import type { UrlSearch } from '../../../ui/use-url-search.ts';
import { Changes } from './changes.tsx';
import { objectTypes, placeOf } from './objects.ts';

type Entry = Row<'listAuditLog'>;
type Asked = Query<'exportAuditLog'>;

const What = ({ objectType, objectId, part, action }: Entry) => {
  const named = [words(objectType), part].filter(Boolean).join(', ');
  const name = (
    <span className={listClasses.anywhere} style={{ minWidth: '7em' }}>
      {named}
    </span>
  );
  const place = placeOf(objectType, objectId);
  const isGone = action === 'delete' && part === null;
  return place === null || isGone ? name : <Link to={place}>{name}</Link>;
};

const columns: PlainShape<'listAuditLog'>['columns'] = [
  { key: 'at', title: 'When', fixed: true, cell: ({ at }) => formatDateTime(at) },
  {
    key: 'author',
    title: 'Who',
    cell: ({ author }) => <span className={listClasses.anywhere}>{author.name}</span>,
  },
  { key: 'action', title: 'Did', wide: true, cell: ({ action }) => `${action}d` },
  { key: 'objectType', title: 'What', cell: (entry) => <What {...entry} /> },
  { key: 'objectId', title: 'Id', hidden: true },
  { key: 'changes', title: 'Changes', cell: (entry) => <Changes entry={entry} /> },
];

/** Who may have done something: the people and programs there are now; others by their kind. */
const useShape = (): PlainShape<'listAuditLog'> => {
  const users = useApi('listUsers', { query: { pageSize: 200 } });
  const clients = useApi('listApiClients', {}, { enabled: useMay('api:admin') });
  return useMemo(() => {
    const people = (users.data?.items ?? []).map(({ id, firstName, lastName }) => ({
      value: id,
      label: `${firstName} ${lastName}`,
    }));
    const programs = (clients.data?.items ?? []).map(({ clientId, clientName }) => ({
      value: clientId,
      label: clientName ?? clientId,
    }));
    return {
      sort: null,
      columns,
      filters: [
        { key: 'authorId', label: 'Who', kind: 'choice', options: [...people, ...programs] },
        {
          key: 'authorKind',
          label: 'Kind of author',
          kind: 'choice',
          options: choices('user', 'client', 'contact', 'system'),
        },
        { key: 'objectType', label: 'What', kind: 'choice', options: choices(...objectTypes) },
        { key: 'objectId', label: 'Id of the object', kind: 'text' },
        { key: 'from', label: 'From', kind: 'day' },
        { key: 'to', label: 'Until', kind: 'day' },
      ],
    };
  }, [users.data, clients.data]);
};

const askedOf = (search: UrlSearch): Asked => {
  const { authorId, authorKind, objectType, objectId } = search;
  const dateFrom = startOfDay(search.from ?? '');
  const dateTo = endOfDay(search.to ?? '');
  return {
    ...(authorId ? { authorId } : {}),
    ...(authorKind ? { authorKind: authorKind as NonNullable<Asked['authorKind']> } : {}),
    ...(objectType ? { objectType } : {}),
    ...(objectId ? { objectId } : {}),
    ...(dateFrom ? { dateFrom } : {}),
    ...(dateTo ? { dateTo } : {}),
  };
};

const AuditLogPage = () => {
  const shape = useShape();
  return (
    <Page title="Audit log">
      <PlainList
        name="audit-log"
        label="Audit log"
        operation="listAuditLog"
        file="exportAuditLog"
        shape={shape}
        query={({ filters }) => askedOf(filters)}
        rowKey={({ id }) => id}
        empty={
          <EmptyState title="Nothing has been changed yet">
            Every change of a setting, a customer, an offering or an entitlement is written down here: who,
            when, and each value before and after.
          </EmptyState>
        }
      />
    </Page>
  );
};

export default AuditLogPage;
