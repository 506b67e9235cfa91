import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useApi } from '../../api/use-api.ts';

interface CustomerSelectProps {
  readonly label: string;
  readonly value?: string | null;
  readonly onChange?: (customerId: string | null) => void;
  readonly error?: React.ReactNode;
  /** The one there is already, so that it has a name before anybody types. */
  readonly first?: { readonly id: string; readonly name: string } | null;
  readonly autoFocus?: boolean;
}

const typingPauseMs = 200;
const shown = 20;

/** Finds a customer by what is typed: there may be too many to list. */
export const CustomerSelect = ({ label, value, onChange, error, first, autoFocus }: CustomerSelectProps) => {
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(first ?? null);
  const [text] = useDebouncedValue(typed.trim(), typingPauseMs);
  // The field holds the name of what is chosen, which is nothing to look for.
  const wanted = text === chosen?.name ? '' : text;
  const { data, isFetching } = useApi('runReport', {
    body: {
      subject: 'customers',
      columns: ['customerId', 'name', 'accountRefId'],
      filter: wanted ? [{ column: 'name', operator: 'contains', value: wanted }] : [],
      sort: [{ column: 'name' }],
    },
    query: { pageNumber: 1, pageSize: shown },
  });
  const found = (data?.items ?? []).map((row) => ({ id: String(row.customerId), name: String(row.name) }));
  const options = chosen && !found.some(({ id }) => id === chosen.id) ? [chosen, ...found] : found;
  return (
    <Select
      label={label}
      placeholder="Begin to type a name"
      data={options.map(({ id, name }) => ({ value: id, label: name }))}
      // The server has looked already; without it the one chosen would hide the others.
      filter={({ options: all }) => all}
      searchable
      onSearchChange={setTyped}
      nothingFoundMessage={isFetching ? 'Looking…' : 'No customer has this name'}
      value={value ?? null}
      onChange={(id) => {
        setChosen(options.find((each) => each.id === id) ?? null);
        onChange?.(id);
      }}
      error={error}
      {...(autoFocus ? { 'data-autofocus': true } : {})}
    />
  );
};
