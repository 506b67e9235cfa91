import { Spotlight, type SpotlightActionGroupData, spotlight } from '@mantine/spotlight';
import '@mantine/spotlight/styles.css';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { call } from '../../api/call.ts';
import { mayOf, useSession } from '../../api/session.ts';
import type { Body } from '../../api/wire.ts';
import { navigation } from './navigation.ts';

const typingPauseMs = 180;
const shownOfEach = 6;

type Subject = Body<'runReport'>['subject'];

interface Found {
  readonly id: string;
  readonly label: string;
  readonly description: string;
}

interface Kind {
  readonly title: string;
  readonly subject: Subject;
  /** Searched one after the other; what an earlier one found comes first. */
  readonly searched: readonly string[];
  readonly columns: readonly [id: string, label: string, ...description: string[]];
  readonly path: string;
}

const customers: Kind = {
  title: 'Customers',
  subject: 'customers',
  searched: ['name', 'accountRefId'],
  columns: ['customerId', 'name', 'accountRefId'],
  path: '/customers',
};

const entitlements: Kind = {
  title: 'Entitlements',
  subject: 'entitlements',
  searched: ['customerName', 'offeringName', 'sku', 'orderRefId'],
  columns: ['entitlementId', 'offeringName', 'customerName', 'sku', 'orderRefId'],
  path: '/entitlements',
};

const find = async (kind: Kind, text: string, signal: AbortSignal): Promise<Found[]> => {
  const [id, label, ...description] = kind.columns;
  const pages = await Promise.all(
    kind.searched.map((column) => {
      const filter = [{ column, operator: 'contains' as const, value: text }];
      const body = { subject: kind.subject, columns: [...kind.columns], filter, pageSize: shownOfEach };
      return call('runReport', { body }, signal);
    }),
  );
  const rows = new Map(pages.flatMap(({ items }) => items).map((row) => [String(row[id]), row]));
  return [...rows.values()].slice(0, shownOfEach).map((row) => ({
    id: String(row[id]),
    label: String(row[label]),
    description: description.flatMap((key) => (row[key] ? [String(row[key])] : [])).join(', '),
  }));
};

const useFound = (kind: Kind, text: string): SpotlightActionGroupData => {
  const navigate = useNavigate();
  const { data = [] } = useQuery({
    queryKey: ['search', kind.title, text],
    queryFn: ({ signal }) => find(kind, text, signal),
    enabled: text.length > 1,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const actions = data.map(({ id, label, description }) => ({
    ...{ id, label, description },
    onClick: () => void navigate({ to: `${kind.path}/${id}` }),
  }));
  return { group: kind.title, actions: text.length > 1 ? actions : [] };
};

/** Ctrl-K: pages at once, customers and entitlements as they are found. `asked` grows each time it is asked for. */
const Search = ({ asked }: { readonly asked: number }) => {
  const [query, setQuery] = useState('');
  const [text] = useDebouncedValue(query.trim(), typingPauseMs);
  const session = useSession();
  const navigate = useNavigate();
  const found = [useFound(customers, text), useFound(entitlements, text)];
  useEffect(() => {
    if (asked > 0) spotlight.open();
  }, [asked]);

  const pages = navigation
    .flatMap(({ items }) => items)
    .filter(
      ({ label, permissions }) =>
        mayOf(session, permissions) && label.toLowerCase().includes(query.toLowerCase()),
    )
    .map(({ to, label }) => ({ id: to, label, onClick: () => void navigate({ to }) }));
  const groups = [...found, { group: 'Pages', actions: pages }].filter(({ actions }) => actions.length > 0);

  return (
    <Spotlight
      actions={groups}
      query={query}
      onQueryChange={setQuery}
      // The server has looked already.
      filter={(_, actions) => actions}
      shortcut={null}
      attributes={{ content: { 'aria-label': 'Search' } }}
      scrollable
      maxHeight={440}
      nothingFound={`Nothing is called “${query}”.`}
      searchProps={{
        placeholder: 'Customer, entitlement, SKU, order, page…',
        'aria-label': 'Search',
        leftSection: <IconSearch size={18} aria-hidden />,
      }}
    />
  );
};

export default Search;
