import type { SearchKind } from '@leeway/contract';
import { Select, type SelectProps } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useApi } from '../../api/use-api.ts';
import { words } from '../../ui/format.ts';

interface PickProps extends Omit<SelectProps, 'data' | 'value' | 'onChange'> {
  readonly kind: Extract<SearchKind, 'customer' | 'entitlement' | 'offering' | 'product'>;
  /** An id; empty: nothing is picked. */
  readonly value: string;
  readonly onChange: (id: string) => void;
}

const typingPauseMs = 180;
const most = 20;

const useFound = (kind: SearchKind, q: string) =>
  useApi('search', { query: { q, kind, limit: most } }, { enabled: q.length > 1 });

/** Picks one of very many: what is typed is searched for by the server. */
export const Pick = ({ kind, value, onChange, ...rest }: PickProps) => {
  const [typed, setTyped] = useState('');
  const [text] = useDebouncedValue(typed.trim(), typingPauseMs);
  const found = useFound(kind, text);
  // The search finds by id, too: what an address names is shown by its name.
  const picked = useFound(kind, value);
  const hits = [...(picked.data?.items ?? []), ...(text.length > 1 ? (found.data?.items ?? []) : [])];
  const data = [...new Map(hits.map((hit) => [hit.id, hit])).values()].map(({ id, title, details }) => ({
    value: id,
    label: [title, ...details.slice(0, 2)].join(', '),
  }));
  return (
    <Select
      clearable
      clearButtonProps={{ 'aria-label': `Any ${words(kind)}` }}
      searchable
      nothingFoundMessage={text.length > 1 ? 'Nothing is called so.' : 'Type two letters or more.'}
      // The server has looked already.
      filter={({ options }) => options}
      {...rest}
      data={data}
      value={value || null}
      onChange={(next) => onChange(next ?? '')}
      onSearchChange={setTyped}
    />
  );
};
