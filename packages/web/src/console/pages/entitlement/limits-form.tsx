import { Button, Group, NumberInput, Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useChange } from '../../../api/use-api.ts';
import type { Body, Reply } from '../../../api/wire.ts';
import { notifyDone } from '../../../ui/notify.ts';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';

const kinds = [
  { value: 'none', label: 'none' },
  { value: 'absolute', label: 'seats' },
  { value: 'percentage', label: 'per cent of the bought seats' },
  { value: 'unlimited', label: 'unlimited' },
];

type Limits = Body<'updateEntitlement'>;

interface LimitsFormProps {
  readonly entitlement: Reply<'getEntitlement'>;
  readonly onClose: () => void;
}

/** Edits what was bought and how far beyond it may go. What it means is told by the server, which refuses what cannot be. */
export const LimitsForm = ({ entitlement, onClose }: LimitsFormProps) => {
  const change = useChange('updateEntitlement');
  const [seatCount, setSeatCount] = useState<number | string>(entitlement.seatCount);
  const [kind, setKind] = useState<string>(entitlement.overdraftSeatLimit.type);
  const [value, setValue] = useState<number | string>(entitlement.overdraftSeatLimit.value ?? 0);
  const hasValue = kind === 'absolute' || kind === 'percentage';
  const save = () => {
    const overdraftSeatLimit = { type: kind, ...(hasValue ? { value: Number(value) } : {}) };
    const body = { seatCount: Number(seatCount), overdraftSeatLimit } as Limits;
    const onSuccess = () => {
      onClose();
      notifyDone('The limits are changed, from the next request on.');
    };
    change.mutate({ params: { entitlementId: entitlement.id }, body }, { onSuccess });
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <Stack>
        <NumberInput
          label="Seats bought"
          min={1}
          allowDecimal={false}
          value={seatCount}
          onChange={setSeatCount}
          data-autofocus
        />
        <Group align="flex-end" grow>
          {hasValue && (
            <NumberInput label="Overdraft" min={0} allowDecimal={false} value={value} onChange={setValue} />
          )}
          <Select
            label={hasValue ? 'in' : 'Overdraft'}
            data={kinds}
            value={kind}
            allowDeselect={false}
            onChange={(next) => setKind(next ?? 'none')}
          />
        </Group>
        <Text size="sm" c="dimmed">
          The change holds from the next request on, stands in the audit log, and shows as a step in the
          chart.
        </Text>
        {change.error && <ProblemAlert error={change.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={change.isPending}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
};
