import { Text } from '@mantine/core';
import type { ComponentProps } from 'react';
import { OverdraftFields } from '../../ui/form/overdraft-fields.tsx';
import { OverdraftWords } from './overdraft-words.tsx';

interface OverdraftEditorProps
  extends Pick<ComponentProps<typeof OverdraftFields>, 'form' | 'path' | 'value'> {
  readonly of: 'seats' | 'units';
  /** As it stands in the form; '' is not said yet, and of units: unlimited. */
  readonly bought: number | string;
}

/** An overdraft limit to edit, and under it in words what it will do. */
export const OverdraftEditor = ({ of, bought, ...fields }: OverdraftEditorProps) =>
  of === 'units' && bought === '' ? (
    <Text size="sm" c="dimmed">
      Unlimited units need no overdraft.
    </Text>
  ) : (
    <>
      <OverdraftFields {...fields} unit={of} />
      <OverdraftWords of={of} limit={fields.value} bought={bought === '' ? [] : [Number(bought)]} />
    </>
  );
