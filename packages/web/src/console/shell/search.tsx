import { Spotlight, type SpotlightActionGroupData, spotlight } from '@mantine/spotlight';
import '@mantine/spotlight/styles.css';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { mayOf, useMay, useSession } from '../../api/session.ts';
import { useApi } from '../../api/use-api.ts';
import type { Reply } from '../../api/wire.ts';
import { navigation } from './navigation.ts';

const typingPauseMs = 150;
const shownOfEach = 5;
const typedLeast = 2;

type Hit = Reply<'search'>['items'][number];

/** In the order of the answer. */
const titles: Readonly<Record<Hit['kind'], string>> = {
  customer: 'Customers',
  entitlement: 'Entitlements',
  order: 'Orders',
  activationCode: 'Activation codes',
  seat: 'Seats',
  offering: 'Offerings',
  product: 'Products',
};

/** Where a hit leads; null: an order in which nothing is left. */
const pathOf = ({ kind, id, entitlementId }: Hit): string | null => {
  switch (kind) {
    case 'customer':
      return `/customers/${id}`;
    case 'offering':
      return `/offerings/${id}`;
    case 'product':
      return `/products/${id}`;
    case 'seat':
      return entitlementId && `/entitlements/${entitlementId}?tab=activations`;
    default:
      return entitlementId && `/entitlements/${entitlementId}`;
  }
};

const groupsOf = (hits: readonly Hit[], open: (path: string) => void): SpotlightActionGroupData[] =>
  Object.entries(titles).map(([kind, group]) => ({
    group,
    actions: hits
      .filter((hit) => hit.kind === kind)
      .flatMap((hit) => {
        const path = pathOf(hit);
        if (path === null) return [];
        // A code and an order may be found under the same id.
        const id = `${kind} ${hit.id}`;
        return [{ id, label: hit.title, description: hit.details.join(', '), onClick: () => open(path) }];
      }),
  }));

/** Ctrl-K: pages at once, everything else as it is found. `asked` grows each time it is asked for. */
const Search = ({ asked }: { readonly asked: number }) => {
  const [query, setQuery] = useState('');
  const [text] = useDebouncedValue(query.trim(), typingPauseMs);
  const session = useSession();
  const navigate = useNavigate();
  const maySearch = useMay(
    ...(['customers:read', 'customers:admin', 'entitlements:read', 'entitlements:admin'] as const),
    ...(['products:read', 'products:admin'] as const),
  );
  const isTyped = text.length >= typedLeast;
  const { data, isFetching, error } = useApi(
    'search',
    { query: { q: text, limit: shownOfEach } },
    { enabled: maySearch && isTyped },
  );
  useEffect(() => {
    if (asked > 0) spotlight.open();
  }, [asked]);

  const open = (path: string) => void navigate({ to: path });
  const pages = navigation
    .flatMap(({ items }) => items)
    .filter(
      ({ label, permissions }) =>
        mayOf(session, permissions) && label.toLowerCase().includes(query.trim().toLowerCase()),
    )
    .map(({ to, label }) => ({ id: to, label, onClick: () => open(to) }));
  const found = isTyped ? groupsOf(data?.items ?? [], open) : [];
  const groups = [...found, { group: 'Pages', actions: pages }].filter(({ actions }) => actions.length > 0);
  const waits = maySearch && isTyped && isFetching;

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
      maxHeight={480}
      nothingFound={
        error ? 'The search does not answer.' : waits ? 'Looking…' : `Nothing is called “${query}”.`
      }
      searchProps={{
        placeholder: 'Customer, entitlement, order, code, seat, offering, page…',
        'aria-label': 'Search',
        leftSection: <IconSearch size={18} aria-hidden />,
      }}
    />
  );
};

export default Search;
