import { Group, SegmentedControl, Slider, Text } from '@mantine/core';
import type { Reply } from '../../../api/wire.ts';
import type { OverdraftValues } from '../../../ui/form/overdraft-fields.tsx';
import { count, formatNumber } from '../../../ui/format.ts';

interface WhatIfSlidersProps {
  /** The limits there are: they set how far the sliders go. */
  readonly present: Pick<Reply<'getEntitlement'>, 'seatCount' | 'overdraftSeatLimit'>;
  readonly seatCount: number;
  readonly overdraft: OverdraftValues;
  /** What the overdraft comes to; null: no bound, undefined: not known yet. */
  readonly overdraftSeatCount: number | null | undefined;
  readonly onSeatCount: (seatCount: number) => void;
  readonly onOverdraft: (overdraft: OverdraftValues) => void;
}

type Unit = 'percentage' | 'absolute' | 'unlimited';

const units: { value: Unit; label: string }[] = [
  { value: 'percentage', label: '%' },
  { value: 'absolute', label: 'seats' },
  { value: 'unlimited', label: 'unlimited' },
];

/** Room above what is there, so that the present limits do not stick to the end. */
const room = (value: number, least: number): number => Math.max(least, value * 2);

export const WhatIfSliders = (props: WhatIfSlidersProps) => {
  const { present, seatCount, overdraft, overdraftSeatCount, onSeatCount, onOverdraft } = props;
  const unit: Unit = overdraft.type === 'none' ? 'percentage' : overdraft.type;
  const value = Number(overdraft.value || 0);
  const presentValue = present.overdraftSeatLimit.value ?? 0;
  const most =
    unit === 'percentage' ? room(presentValue, 100) : room(presentValue, Math.max(10, present.seatCount));
  const beyond =
    unit === 'percentage'
      ? `${formatNumber(value)} %${overdraftSeatCount == null ? '' : ` = ${formatNumber(overdraftSeatCount)}`}`
      : unit === 'absolute'
        ? count(value, 'seat')
        : 'unlimited';
  const choose = (next: string) => {
    const type = next as Unit;
    // The same number of seats in the other unit would be another limit as soon as the seats change.
    onOverdraft({ type, value: type === 'unlimited' ? '' : 0 });
  };
  return (
    <>
      <Text size="sm">
        Bought <b>{formatNumber(seatCount)}</b>
      </Text>
      <Slider
        thumbLabel="Seats bought"
        min={1}
        max={room(present.seatCount, 10)}
        value={seatCount}
        onChange={onSeatCount}
        label={null}
        mb="sm"
      />
      <Group justify="space-between" gap="xs" mb={4}>
        <Text size="sm">
          Overdraft <b>{beyond}</b>
        </Text>
        <SegmentedControl size="xs" aria-label="Overdraft in" data={units} value={unit} onChange={choose} />
      </Group>
      {unit !== 'unlimited' && (
        <Slider
          thumbLabel={unit === 'percentage' ? 'Overdraft in per cent' : 'Overdraft in seats'}
          min={0}
          max={most}
          value={value}
          onChange={(next) => onOverdraft({ type: unit, value: next })}
          label={null}
          mb="md"
        />
      )}
    </>
  );
};
