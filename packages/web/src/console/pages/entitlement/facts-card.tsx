import { Button, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMay } from '../../../api/session.ts';
import type { Reply } from '../../../api/wire.ts';
import { Card } from '../../../ui/card.tsx';
import { count, formatDate, formatNumber, nothing, words } from '../../../ui/format.ts';
import { StateBadge, stateOfSeats } from '../../../ui/state-badge.tsx';
import { intervalText, overdraftText } from '../../../ui/terms.ts';
import { amountText } from './amounts.ts';
import classes from './entitlement.module.css';
import { Override } from './override.tsx';

type Entitlement = Reply<'getEntitlement'>;
type Current = Reply<'getUsageHistory'>['current'];

const leftText = ({ used, hardCap, overdraftUsed }: Current): string => {
  if (hardCap === null) return 'There is no hard cap.';
  const left = Math.max(0, hardCap - used);
  const until =
    left === 0 ? 'none left: the next request is denied' : `${formatNumber(left)} more until the limit`;
  return overdraftUsed > 0 ? `${formatNumber(overdraftUsed)} over, ${until}.` : `${until}.`;
};

const Seats = ({ entitlement }: { readonly entitlement: Entitlement }) => (
  <Override
    entitlementId={entitlement.id}
    name="Seats bought"
    value={count(entitlement.seatCount, 'seat')}
    edited={entitlement.editInfo?.seatCountEdited ?? false}
    standard={formatNumber(entitlement.offering?.seatCount)}
    of="offering"
    reset={{ resetSeatCount: true }}
  />
);

const Overdraft = ({ entitlement }: { readonly entitlement: Entitlement }) => {
  const { overdraftSeatLimit: limit, overdraftSeatCount, offering, editInfo } = entitlement;
  const inSeats = limit.type === 'percentage' ? ` = ${count(overdraftSeatCount ?? 0, 'seat')}` : '';
  return (
    <Override
      entitlementId={entitlement.id}
      name="Overdraft"
      value={`${overdraftText(limit)}${inSeats}`}
      edited={editInfo?.overdraftSeatLimitEdited ?? false}
      standard={offering ? overdraftText(offering.overdraftSeatLimit) : nothing}
      of="offering"
      reset={{ resetOverdraftSeatLimit: true }}
    />
  );
};

const termText = ({ status, expiryDate, gracePeriod, licenseType, ...rest }: Entitlement): string => {
  if (status === 'created') return `not started: ${startWords[rest.licenseStartType]}`;
  if (!expiryDate) return licenseType === 'perpetual' ? 'for ever' : 'without an end';
  const grace = gracePeriod.type === 'none' ? '' : `, then ${intervalText(gracePeriod)} grace`;
  return `until ${formatDate(expiryDate)}${grace}`;
};

const startWords: Readonly<Record<Entitlement['licenseStartType'], string>> = {
  activation: 'begins with the first activation',
  entitlementCreation: 'begins when it is made',
  custom: 'begins on a day that is set',
  manualActivation: 'begins when somebody starts it',
};

const meteredOf = (features: Entitlement['features']): [string, ReactNode][] =>
  (features ?? []).flatMap((feature): [string, ReactNode][] =>
    feature.type === 'bool' ? [] : [[feature.key, amountText(feature)]],
  );

/** Only where the customer has set one. */
const ownCapOf = ({ ownCap }: Entitlement): [string, ReactNode][] =>
  ownCap === null ? [] : [['Own cap', `${count(ownCap, 'seat')}, set by the customer`]];

interface FactsCardProps {
  readonly entitlement: Entitlement;
  readonly group: Reply<'getEntitlementGroup'> | undefined;
  readonly current: Current | undefined;
  readonly onEdit: () => void;
}

const factsOf = ({
  entitlement,
  group,
}: Pick<FactsCardProps, 'entitlement' | 'group'>): [string, ReactNode][] => [
  ['Bought', <Seats key="seats" entitlement={entitlement} />],
  ['Overdraft', <Overdraft key="overdraft" entitlement={entitlement} />],
  ...ownCapOf(entitlement),
  [
    'Status',
    <>
      <StateBadge state={entitlement.status === 'active' ? 'within' : 'off'}>
        {words(entitlement.status)}
      </StateBadge>{' '}
      {termText(entitlement)}
    </>,
  ],
  [
    'Lease',
    `${intervalText(entitlement.leasePeriod)}, ${entitlement.concurrencyMode === 'nodeLock' ? 'node-locked' : 'floating'}`,
  ],
  ...meteredOf(entitlement.features),
  ['Plan', entitlement.planName],
  [
    'Order',
    group ? (
      <>
        {group.orderRefId ?? 'no reference'},{' '}
        <Link to="." search={(before: Record<string, unknown>) => ({ ...before, tab: 'access' })}>
          {count(group.activationCodes.length, 'code')}
        </Link>
      </>
    ) : (
      nothing
    ),
  ],
];

/** What was sold, and where it stands. */
export const FactsCard = ({ entitlement, group, current, onEdit }: FactsCardProps) => {
  const mayChange = useMay('entitlements:admin');
  const bought = current?.bought ?? entitlement.seatCount;
  const [state, word] = current
    ? stateOfSeats(current.used, bought, current.hardCap)
    : (['off', 'unknown'] as const);
  const beyond =
    current?.hardCap === null ? 'unlimited' : formatNumber((current?.hardCap ?? bought) - bought);
  return (
    <Card
      title={
        <>
          Seats <StateBadge state={state}>{word}</StateBadge>
        </>
      }
      actions={
        mayChange && (
          <Button size="compact-sm" variant="default" onClick={onEdit}>
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
          {factsOf({ entitlement, group }).map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Th scope="row" fw={400} c="dimmed" w="34%" pl={0}>
                {name}
              </Table.Th>
              <Table.Td>{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Card>
  );
};
