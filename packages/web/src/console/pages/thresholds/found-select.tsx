import type { SearchKind } from '@leeway/contract';
import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { type ReactNode, useState } from 'react';
import { useApi } from '../../../api/use-api.ts';

const typingPauseMs = 200;
/** The search looks for nothing shorter. */
const lengthMin = 2;

interface FoundSelectProps {
  readonly kind: SearchKind;
  readonly label: string;
  /** The id of what is chosen; '' for none. */
  readonly value: string;
  /** What is chosen, in words, before anything was searched. */
  readonly initialLabel: string;
  readonly error?: ReactNode;
  readonly onChange: (id: string) => void;
}

/** Chooses one thing of many by a part of its name. */
export const FoundSelect = ({ kind, label, value, initialLabel, error, onChange }: FoundSelectProps) => {
  const [typed, setTyped] = useState('');
  const [asked] = useDebouncedValue(typed, typingPauseMs);
  const [chosen, setChosen] = useState(value ? { value, label: initialLabel } : null);
  const { data } = useApi(
    'search',
    { query: { q: asked.slice(0, 100), kind, limit: 20 } },
    { enabled: asked.trim().length >= lengthMin },
  );
  const found = (data?.items ?? []).map(({ id, title, details }) => ({
    value: id,
    label: [title, ...details].join(', '),
  }));
  const isKnown = chosen === null || found.some((each) => each.value === chosen.value);
  const options = isKnown ? found : [chosen, ...found];
  return (
    <Select
      label={label}
      placeholder="Type a part of its name"
      searchable
      data={options}
      filter={({ options: all }) => all}
      nothingFoundMessage={asked.trim().length >= lengthMin ? 'Nothing found' : undefined}
      value={value || null}
      onSearchChange={setTyped}
      onChange={(id, option) => {
        setChosen(option ?? null);
        onChange(id ?? '');
      }}
      error={error}
    />
  );
};
