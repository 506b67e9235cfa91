import { MultiSelect, Select, TagsInput, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import { words } from '../../../ui/format.ts';
import type { Condition, SubjectColumn } from './question.ts';

interface ConditionValueProps {
  readonly column: SubjectColumn;
  readonly condition: Condition;
  readonly onChange: (value: unknown) => void;
}

/** Long enough to type on, short enough to seem at once. */
const typingPauseMs = 350;
const width = 230;

const two = (value: number) => String(value).padStart(2, '0');

/** An instant as a field of the reader's time zone has it. */
const localOf = (instant: unknown): string => {
  const date = new Date(String(instant));
  if (Number.isNaN(date.getTime())) return '';
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
};

const isNumber = ({ type }: SubjectColumn) => type === 'integer' || type === 'decimal';

/** Text is a text; a number that is none yet stays out of the question. */
const typedValue = (column: SubjectColumn, text: string): unknown => {
  if (text.trim() === '') return undefined;
  if (column.type === 'integer') return /^-?\d{1,19}$/.test(text.trim()) ? text.trim() : undefined;
  if (column.type === 'decimal') return Number.isFinite(Number(text)) ? Number(text) : undefined;
  if (column.type === 'dateTime') return new Date(text).toISOString();
  return text;
};

const TypedValue = ({ column, condition, onChange }: ConditionValueProps) => {
  const kept = column.type === 'dateTime' ? localOf(condition.value) : String(condition.value ?? '');
  const [typed, setTyped] = useState(kept);
  const settle = useDebouncedCallback((text: string) => onChange(typedValue(column, text)), typingPauseMs);
  // The question may change by itself: a saved report, the way back.
  useEffect(
    () => setTyped((before) => (typedValue(column, before) === condition.value ? before : kept)),
    [kept, column, condition.value],
  );
  return (
    <TextInput
      aria-label={`Value of ${column.title}`}
      w={width}
      type={column.type === 'dateTime' ? 'datetime-local' : 'text'}
      inputMode={isNumber(column) ? 'decimal' : undefined}
      placeholder={isNumber(column) ? 'A number' : 'A text'}
      value={typed}
      onChange={({ currentTarget }) => {
        setTyped(currentTarget.value);
        settle(currentTarget.value);
      }}
    />
  );
};

/** What a column is compared with: as the kind of column needs it. */
export const ConditionValue = (props: ConditionValueProps) => {
  const { column, condition, onChange } = props;
  const label = `Value of ${column.title}`;
  const yesOrNo = (yes: string, no: string, unset: boolean | null) => (
    <Select
      aria-label={label}
      w={width}
      allowDeselect={false}
      data={[
        { value: 'true', label: yes },
        { value: 'false', label: no },
      ]}
      value={
        condition.value === undefined ? (unset === null ? null : String(unset)) : String(condition.value)
      }
      onChange={(next) => onChange(next === 'true')}
    />
  );
  if (condition.operator === 'isNull') return yesOrNo('has no value', 'has a value', true);
  if (column.type === 'boolean') return yesOrNo('yes', 'no', null);
  const list = Array.isArray(condition.value) ? condition.value.map(String) : [];
  if (column.type === 'word') {
    const data = column.words.map((value) => ({ value, label: words(value) }));
    return condition.operator === 'in' ? (
      <MultiSelect aria-label={label} w={width} data={data} value={list} onChange={onChange} />
    ) : (
      <Select
        aria-label={label}
        w={width}
        data={data}
        value={condition.value === undefined ? null : String(condition.value)}
        onChange={(next) => onChange(next ?? undefined)}
      />
    );
  }
  if (condition.operator === 'in') {
    return (
      <TagsInput
        aria-label={label}
        w={width}
        placeholder="Type, then Enter"
        value={list}
        onChange={(next) => onChange(next.flatMap((each) => typedValue(column, each) ?? []))}
      />
    );
  }
  return <TypedValue {...props} />;
};
