import { Skeleton, Slider, Table, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../../api/call.ts';
import type { Reply } from '../../../api/wire.ts';
import { Card } from '../../../ui/card.tsx';
import { formatNumber } from '../../../ui/format.ts';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';

type Course = Reply<'askWhatIf'>['actual'];

const lines: readonly [string, (course: Course) => string][] = [
  ['Denied requests', ({ deniedAttempts }) => formatNumber(deniedAttempts)],
  ['People denied', ({ deniedSeats }) => formatNumber(deniedSeats)],
  ['Hours in overdraft', ({ overdraftHours }) => `${formatNumber(Math.round(overdraftHours))} h`],
  ['Overdraft seat-hours', ({ overdraftSeatHours }) => formatNumber(Math.round(overdraftSeatHours))],
  ['Most in use', ({ peak }) => formatNumber(peak)],
  ['Average use', ({ average }) => formatNumber(Math.round(average * 10) / 10)],
];

const percentOf = ({ overdraftSeatLimit: { type, value }, seatCount }: Reply<'getEntitlement'>): number => {
  if (type === 'unlimited') return 100;
  if (type === 'percentage') return Math.min(100, value ?? 0);
  return type === 'absolute' ? Math.min(100, Math.round((100 * (value ?? 0)) / seatCount)) : 0;
};

/** The last twelve months replayed at other limits, beside what happened. */
export const WhatIfCard = ({ entitlement }: { readonly entitlement: Reply<'getEntitlement'> }) => {
  const [seatCount, setSeatCount] = useState(entitlement.seatCount);
  const [percent, setPercent] = useState(percentOf(entitlement));
  const [asked] = useDebouncedValue({ seatCount, percent }, 250);
  const { data, error, isFetching } = useQuery({
    queryKey: ['askWhatIf', entitlement.id, asked],
    queryFn: () =>
      call('askWhatIf', {
        params: { entitlementId: entitlement.id },
        body: {
          seatCount: asked.seatCount,
          overdraftSeatLimit: { type: 'percentage', value: asked.percent },
        },
      }),
    placeholderData: keepPreviousData,
  });
  const most = Math.max(10, entitlement.seatCount * 2);
  return (
    <Card title="What if" subtitle="The same 12 months replayed with other limits">
      <Text size="sm">
        Bought <b>{formatNumber(seatCount)}</b>
      </Text>
      <Slider
        thumbLabel="Seats bought"
        min={1}
        max={most}
        value={seatCount}
        onChange={setSeatCount}
        label={null}
        mb="xs"
      />
      <Text size="sm">
        Overdraft <b>{formatNumber(percent)} %</b>
      </Text>
      <Slider
        thumbLabel="Overdraft in per cent"
        min={0}
        max={100}
        value={percent}
        onChange={setPercent}
        label={null}
        mb="md"
      />
      {error && <ProblemAlert error={error} />}
      {!data && !error && <Skeleton height={220} />}
      {data && (
        <Table verticalSpacing={6} aria-busy={isFetching}>
          <Table.Thead>
            <Table.Tr>
              <Table.Td />
              <Table.Th ta="right">As it was</Table.Th>
              <Table.Th ta="right">
                With {formatNumber(data.seatCount)} + {formatNumber(data.overdraftSeatLimit.value)} %
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {lines.map(([name, of]) => (
              <Table.Tr key={name}>
                <Table.Th scope="row" fw={400}>
                  {name}
                </Table.Th>
                <Table.Td ta="right">{of(data.actual)}</Table.Td>
                <Table.Td ta="right">{of(data.whatIf)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Card>
  );
};
