import { Button, Select, Text, TextInput } from '@mantine/core';
import { useThrottledCallback } from '@mantine/hooks';
import { IconSearch, IconX } from '@tabler/icons-react';
import { memo, useEffect, useRef, useState } from 'react';
import classes from './list.module.css';
import type { Filter } from './types.ts';
import type { ListControl } from './use-list-view.ts';

/** What is typed quicker than this is asked together: a letter by itself is asked at once, and so is what is pasted. */
const togetherMs = 50;

interface FieldProps {
  readonly filter: Filter;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

const TextField = ({ filter: { label }, value, onChange }: FieldProps) => {
  const [typed, setTyped] = useState(value);
  // What is on its way into the address, in order: it comes back when more has been typed already.
  const sent = useRef<string[]>([]);
  const settle = useThrottledCallback((next: string) => {
    sent.current.push(next);
    onChange(next);
  }, togetherMs);
  useEffect(() => {
    const at = sent.current.indexOf(value);
    sent.current.splice(0, at < 0 ? Number.POSITIVE_INFINITY : at + 1);
    // The address may change by itself: a saved view, the way back.
    if (at < 0) setTyped(value);
  }, [value]);
  return (
    <TextInput
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch size={15} aria-hidden />}
      value={typed}
      onChange={({ currentTarget }) => {
        setTyped(currentTarget.value);
        settle(currentTarget.value);
      }}
    />
  );
};

const FilterField = (props: FieldProps) => {
  const { filter, value, onChange } = props;
  if (filter.kind === 'own') return filter.field(value, onChange);
  if (filter.kind === 'text') return <TextField {...props} />;
  if (filter.kind === 'day') {
    return (
      <TextInput
        type="date"
        aria-label={filter.label}
        leftSection={<Text size="xs">{filter.label}</Text>}
        leftSectionWidth={46}
        value={value}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
        className={classes.day}
      />
    );
  }
  return (
    <Select
      aria-label={filter.label}
      placeholder={filter.label}
      data={[...filter.options]}
      value={value || null}
      onChange={(next) => onChange(next ?? '')}
      clearable
      clearButtonProps={{ 'aria-label': `Any ${filter.label.toLowerCase()}` }}
      searchable={filter.options.length > 8}
    />
  );
};

/** Narrows the list; says at once that it is narrowed, and how to see everything again. */
export const ToolbarFilters = memo(function ToolbarFilters({
  filters,
  control: { view, change },
}: {
  readonly filters: readonly Filter[];
  readonly control: ListControl;
}) {
  const isNarrowed = Object.keys(view.filters).length > 0;
  return (
    <>
      {filters.map((filter) => (
        <FilterField
          key={filter.key}
          filter={filter}
          value={view.filters[filter.key] ?? ''}
          onChange={(value) => change({ [filter.key]: value })}
        />
      ))}
      {isNarrowed && (
        <Button
          variant="subtle"
          leftSection={<IconX size={14} aria-hidden />}
          onClick={() => change(Object.fromEntries(filters.map(({ key }) => [key, undefined])))}
        >
          Show all
        </Button>
      )}
    </>
  );
});
