import { Group, Select, Text } from '@mantine/core';
import { useMay } from '../../../api/session.ts';
import { useApi, useChange } from '../../../api/use-api.ts';
import type { Body } from '../../../api/wire.ts';
import { Card } from '../../../ui/card.tsx';
import { notifyDone, notifyProblem } from '../../../ui/notify.ts';

type Length = Body<'updateBillingSettings'>['billingPeriodLength'];

const lengths: { readonly value: Length; readonly label: string }[] = [
  { value: 'month', label: 'a month' },
  { value: 'quarter', label: 'a quarter' },
  { value: 'year', label: 'a year' },
];

/** How long billing periods are, for those who set up the account. */
export const BillingPeriods = () => {
  const maySet = useMay('settings:admin');
  const { data } = useApi('getBillingSettings', {}, { enabled: maySet });
  const update = useChange('updateBillingSettings');
  if (!data) return null;
  const choose = (next: string | null) => {
    const found = lengths.find(({ value }) => value === next);
    if (!found || found.value === data.billingPeriodLength) return;
    update.mutate(
      { body: { billingPeriodLength: found.value } },
      { onSuccess: () => notifyDone(`A billing period is ${found.label} now.`), onError: notifyProblem },
    );
  };
  return (
    <Card>
      <Group gap="sm">
        <Text id="period-length">A billing period is</Text>
        <Select
          aria-labelledby="period-length"
          w={140}
          data={lengths}
          value={data.billingPeriodLength}
          onChange={choose}
          allowDeselect={false}
        />
        <Text c="dimmed" size="sm">
          by the calendar of the account’s time zone. Another length counts from the periods on that are open.
        </Text>
      </Group>
    </Card>
  );
};
