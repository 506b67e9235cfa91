import { Button, Skeleton, Table } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { call } from '../../../api/call.ts';
import { useMay } from '../../../api/session.ts';
import type { Reply } from '../../../api/wire.ts';
import { UsageChart } from '../../../charts/usage-chart.tsx';
import { Card } from '../../../ui/card.tsx';
import { overdraftBody, overdraftValues } from '../../../ui/form/overdraft-fields.tsx';
import { formatNumber } from '../../../ui/format.ts';
import { formatMoney } from '../../../ui/money.ts';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { courseOfReplay } from '../../evidence/courses.ts';
import type { RenewalAsked } from './renew-dialog.tsx';
import { WhatIfSliders } from './what-if-sliders.tsx';

type Entitlement = Reply<'getEntitlement'>;
type Course = Reply<'askWhatIf'>['actual'];

const lines: readonly [string, (course: Course) => string][] = [
  ['Denied requests', ({ deniedAttempts }) => formatNumber(deniedAttempts)],
  ['People denied', ({ deniedSeats }) => formatNumber(deniedSeats)],
  ['Hours in overdraft', ({ overdraftHours }) => `${formatNumber(Math.round(overdraftHours))} h`],
  ['Overdraft seat-hours', ({ overdraftSeatHours }) => formatNumber(Math.round(overdraftSeatHours))],
  ['Most in use', ({ peak }) => formatNumber(peak)],
  ['Average use', ({ average }) => formatNumber(Math.round(average * 10) / 10)],
];

const costText = ({ costs }: Course): string =>
  costs.map(({ amount, currency }) => formatMoney(amount, currency)).join(', ') || '0';

const settleMs = 250;

interface WhatIfCardProps {
  readonly entitlement: Entitlement;
  readonly onRenew: (asked: RenewalAsked) => void;
}

/** The last twelve months replayed at other limits, beside what happened. It begins with the limits there are. */
export const WhatIfCard = ({ entitlement, onRenew }: WhatIfCardProps) => {
  const [seatCount, setSeatCount] = useState(entitlement.seatCount);
  const [overdraft, setOverdraft] = useState(overdraftValues(entitlement.overdraftSeatLimit));
  const [asked] = useDebouncedValue({ seatCount, overdraft }, settleMs);
  const mayRenew = useMay('entitlements:admin') && entitlement.actions?.renew !== undefined;
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['askWhatIf', entitlement.id, asked],
    queryFn: () =>
      call('askWhatIf', {
        params: { entitlementId: entitlement.id },
        body: { seatCount: asked.seatCount, overdraftSeatLimit: overdraftBody(asked.overdraft) },
      }),
    placeholderData: keepPreviousData,
  });
  const course = useMemo(() => (data ? courseOfReplay(data) : null), [data]);
  const hasCosts = data !== undefined && data.actual.costs.length + data.whatIf.costs.length > 0;
  const beyond = data?.overdraftSeatCount === null ? 'unlimited' : formatNumber(data?.overdraftSeatCount);
  return (
    <Card
      title="What if"
      subtitle="The same 12 months replayed with other limits"
      actions={
        mayRenew && (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => onRenew({ seatCount, overdraft: overdraft.type === 'none' ? zero : overdraft })}
          >
            Renew with this
          </Button>
        )
      }
    >
      <WhatIfSliders
        present={entitlement}
        seatCount={seatCount}
        overdraft={overdraft}
        overdraftSeatCount={data?.overdraftSeatCount}
        onSeatCount={setSeatCount}
        onOverdraft={setOverdraft}
      />
      {error && <ProblemAlert error={error} onRetry={refetch} />}
      {!data && !error && <Skeleton height={420} />}
      {data && course && (
        <div aria-busy={isFetching}>
          <UsageChart
            course={course}
            timeZone={data.timeZone}
            label={`Replay with ${data.seatCount} seats`}
            height={190}
          />
          <Table verticalSpacing={6} mt="xs">
            <Table.Thead>
              <Table.Tr>
                <Table.Td />
                <Table.Th ta="right">As it was</Table.Th>
                <Table.Th ta="right">
                  With {formatNumber(data.seatCount)} + {beyond}
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {[...lines, ...(hasCosts ? [['Cost', costText] as const] : [])].map(([name, of]) => (
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
        </div>
      )}
    </Card>
  );
};

const zero = { type: 'none', value: '' } as const;
