import { Group, Text } from '@mantine/core';
import type { Row } from '../../../api/wire.ts';
import { count, formatNumber } from '../../../ui/format.ts';
import { StateBadge, stateOfSeats } from '../../../ui/state-badge.tsx';

type Request = Row<'listSeatRequests'>;

/** `20 more seats`, or what it means that no number was given. */
export const askedText = ({ seats }: Pick<Request, 'seats'>): string =>
  seats === null ? 'a proposal' : count(seats, 'more seat', 'more seats');

/** `103 of 100` and the state. */
export const InUse = ({ limits }: Pick<Request, 'limits'>) => {
  const { used, bought, hardCap } = limits;
  const [state, words] = stateOfSeats(used, bought ?? Number.POSITIVE_INFINITY, hardCap);
  return (
    <Group gap={8} wrap="nowrap">
      <Text size="sm" style={{ whiteSpace: 'nowrap' }}>
        {formatNumber(used)} of {formatNumber(bought)}
      </Text>
      <StateBadge state={state}>{words}</StateBadge>
    </Group>
  );
};
