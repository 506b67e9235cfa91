import { Anchor, Button, Group, Modal, Table, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useMay } from '../../../api/session.ts';
import { useChange } from '../../../api/use-api.ts';
import type { Reply } from '../../../api/wire.ts';
import { Card } from '../../../ui/card.tsx';
import { formatDate, formatNumber, nothing } from '../../../ui/format.ts';
import { notifyDone, notifyProblem } from '../../../ui/notify.ts';
import { StateBadge, stateOfSeats } from '../../../ui/state-badge.tsx';
import { intervalText, overdraftText } from '../../../ui/terms.ts';
import classes from './entitlement.module.css';
import { LimitsForm } from './limits-form.tsx';

type Entitlement = Reply<'getEntitlement'>;
type Current = Reply<'getUsageHistory'>['current'];

const Edited = ({ standard }: { readonly standard: string }) => (
  <>
    {' '}
    <Text span c="dimmed">
      (offering: {standard})
    </Text>{' '}
    <StateBadge state="off">edited</StateBadge>
  </>
);

const leftText = ({ used, hardCap, overdraftUsed }: Current): string => {
  if (hardCap === null) return 'There is no hard cap.';
  const left = Math.max(0, hardCap - used);
  const until =
    left === 0 ? 'none left: the next request is denied' : `${formatNumber(left)} more until the limit`;
  return overdraftUsed > 0 ? `${formatNumber(overdraftUsed)} over, ${until}.` : `${until}.`;
};

const factsOf = (entitlement: Entitlement): [string, ReactNode][] => {
  const { editInfo, offering, overdraftSeatLimit, overdraftSeatCount, seatCount } = entitlement;
  const overdraft = overdraftText(overdraftSeatLimit);
  const inSeats =
    overdraftSeatLimit.type === 'percentage' ? ` = ${formatNumber(overdraftSeatCount)} seats` : '';
  return [
    [
      'Bought',
      <>
        {formatNumber(seatCount)} seats
        {editInfo?.seatCountEdited && offering && <Edited standard={formatNumber(offering.seatCount)} />}
      </>,
    ],
    [
      'Overdraft',
      <>
        {overdraft}
        {inSeats}
        {editInfo?.overdraftSeatLimitEdited && offering && (
          <Edited standard={overdraftText(offering.overdraftSeatLimit)} />
        )}
      </>,
    ],
    [
      'Status',
      <>
        <StateBadge state={entitlement.status === 'active' ? 'within' : 'off'}>
          {entitlement.status}
        </StateBadge>{' '}
        {entitlement.expiryDate ? `until ${formatDate(entitlement.expiryDate)}` : 'without an end'}
        {entitlement.gracePeriod.type !== 'none' && `, then ${intervalText(entitlement.gracePeriod)} grace`}
      </>,
    ],
    [
      'Lease',
      `${intervalText(entitlement.leasePeriod)}, ${entitlement.concurrencyMode === 'nodeLock' ? 'node-locked' : 'floating'}`,
    ],
    ...(entitlement.features ?? [])
      .filter(({ type }) => type !== 'bool')
      .map(({ key, value, used, totalLimitIncludingOverdraft: total }): [string, ReactNode] => [
        key,
        value === null
          ? `${formatNumber(used)} used, unlimited`
          : `${formatNumber(used)} / ${formatNumber(value)}${total === null ? ' + unlimited' : total > value ? ` + ${formatNumber(total - value)}` : ''}`,
      ]),
  ];
};

interface FactsCardProps {
  readonly entitlement: Entitlement;
  readonly group: Reply<'getEntitlementGroup'> | undefined;
  readonly current: Current | undefined;
}

/** What was sold, and where it stands. */
export const FactsCard = ({ entitlement, group, current }: FactsCardProps) => {
  const mayChange = useMay('entitlements:admin');
  const reset = useChange('resetEntitlementOverrides');
  const { editInfo } = entitlement;
  const isEdited = editInfo?.seatCountEdited || editInfo?.overdraftSeatLimitEdited;
  const bought = current?.bought ?? entitlement.seatCount;
  const [state, word] = current
    ? stateOfSeats(current.used, bought, current.hardCap)
    : (['off', 'unknown'] as const);
  const beyond =
    current?.hardCap === null ? 'unlimited' : formatNumber((current?.hardCap ?? bought) - bought);
  const facts: [string, ReactNode][] = [
    ...factsOf(entitlement),
    ['Order', group?.orderRefId ?? nothing],
    [
      'Codes',
      group && group.activationCodes.length > 0 ? (
        <span key="codes" className={classes.codes}>
          {group.activationCodes.slice(0, 3).join(' ')}
        </span>
      ) : (
        nothing
      ),
    ],
  ];
  const [isEditing, editing] = useDisclosure();
  const revert = () =>
    reset.mutate(
      {
        params: { entitlementId: entitlement.id },
        body: { resetSeatCount: true, resetOverdraftSeatLimit: true },
      },
      { onSuccess: () => notifyDone('The offering’s values hold again.'), onError: notifyProblem },
    );
  return (
    <Card
      title={
        <>
          Seats <StateBadge state={state}>{word}</StateBadge>
        </>
      }
      actions={
        mayChange && (
          <Button size="compact-sm" variant="default" onClick={editing.open}>
            Edit
          </Button>
        )
      }
    >
      <Text component="div">
        <span className={classes.big}>{formatNumber(current?.used ?? entitlement.seatsUsed)}</span>{' '}
        <Text span c="dimmed" size="lg">
          / {formatNumber(bought)}
          {beyond === '0' ? '' : ` + ${beyond}`}
        </Text>
      </Text>
      <Text size="sm" c="dimmed" mb="sm">
        {current ? leftText(current) : ''}
      </Text>
      <Table withRowBorders={false} verticalSpacing={5} layout="fixed">
        <Table.Tbody>
          {facts.map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Th scope="row" fw={400} c="dimmed" w="38%" pl={0}>
                {name}
              </Table.Th>
              <Table.Td>{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Modal opened={isEditing} onClose={editing.close} title="Seats and overdraft">
        <LimitsForm entitlement={entitlement} onClose={editing.close} />
      </Modal>
      {isEdited && mayChange && (
        <Group mt="xs">
          <Anchor component="button" type="button" size="sm" onClick={revert}>
            Back to the offering’s values
          </Anchor>
        </Group>
      )}
    </Card>
  );
};
