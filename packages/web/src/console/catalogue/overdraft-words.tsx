import { Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { call } from '../../api/call.ts';
import { type OverdraftValues, overdraftBody } from '../../ui/form/overdraft-fields.tsx';
import classes from './offerings.module.css';
import { overdraftSentence, whoHas } from './overdraft-sentence.ts';

/** Long enough to type a number. */
const typingPauseMs = 150;

interface OverdraftWordsProps {
  readonly of: 'seats' | 'units';
  readonly limit: OverdraftValues;
  /** For how many bought it is said; what is not a number yet is left out. */
  readonly bought: readonly number[];
}

/** Says what a limit will do, before it is saved. */
export const OverdraftWords = ({ of, limit, bought }: OverdraftWordsProps) => {
  const known = bought.filter((value) => Number.isSafeInteger(value) && value >= (of === 'seats' ? 1 : 0));
  const overdraftLimit = overdraftBody(limit);
  const isWhole =
    overdraftLimit.type === 'none' || overdraftLimit.type === 'unlimited' || overdraftLimit.value !== null;
  const [body] = useDebouncedValue({ overdraftLimit, of, bought: known }, typingPauseMs);
  const { data } = useQuery({
    queryKey: ['explainOverdraftLimit', body],
    queryFn: ({ signal }) => call('explainOverdraftLimit', { body }, signal),
    enabled: isWhole && body.bought.length > 0,
    placeholderData: keepPreviousData,
    retry: false,
  });
  if (!isWhole || known.length === 0) {
    return (
      <Text size="sm" c="dimmed" className={classes.words}>
        Give the number, and it is said here what it means.
      </Text>
    );
  }
  return (
    <Stack gap={2} aria-live="polite" className={classes.words}>
      {data?.items.map((item) => (
        <Text key={item.bought} size="sm">
          {overdraftSentence(data.overdraftLimit, item, { who: whoHas(of, item.bought) })}
        </Text>
      ))}
    </Stack>
  );
};
