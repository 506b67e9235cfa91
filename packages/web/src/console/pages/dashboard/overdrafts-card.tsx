import { Skeleton, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Reply, Row } from '../../../api/wire.ts';
import { Sparkline } from '../../../charts/sparkline.tsx';
import { Card } from '../../../ui/card.tsx';
import { formatNumber } from '../../../ui/format.ts';
import rowClasses from '../../../ui/rows-card.module.css';
import { StateBadge, stateOfSeats } from '../../../ui/state-badge.tsx';
import { courseOfDays } from '../../evidence/courses.ts';
import { hoursText, seatsText } from '../../evidence/figures.ts';
import classes from './dashboard.module.css';

type Item = Row<'listDashboardOverdrafts'>;

interface OverdraftsCardProps {
  readonly data: Reply<'listDashboardOverdrafts'> | undefined;
  readonly selectedId: string | null;
  readonly onSelect: (entitlementId: string) => void;
}

/** On a phone what an entitlement is stands below whose it is. */
const onPhone = ['Customer', 'Now', 'State'];
const heads = ['Customer', 'Entitlement', 'Over time', 'Now', 'Peak over', 'Time over', 'Denied', 'State'];
const isFigure = (head: string) => ['Now', 'Peak over', 'Time over', 'Denied'].includes(head);

const OfferingLink = ({ item: { entitlementId, offering } }: { readonly item: Item }) => (
  <Link to="/entitlements/$entitlementId" params={{ entitlementId }}>
    {offering.name}
  </Link>
);

export const OverdraftsCard = ({ data, selectedId, onSelect }: OverdraftsCardProps) => (
  <Card title="Highest overdrafts" subtitle="Ranked by the peak above the bought seats">
    {!data && <Skeleton height={260} />}
    {data?.items.length === 0 && (
      <Text c="dimmed" py="md">
        Nobody used more than was bought in this range. An entitlement appears here as soon as one seat goes
        over.
      </Text>
    )}
    {data && data.items.length > 0 && (
      <Table.ScrollContainer
        className={rowClasses.fit}
        minWidth={760}
        scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}
      >
        <Table verticalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              {heads.map((head) => (
                <Table.Th
                  key={head}
                  ta={isFigure(head) ? 'right' : 'left'}
                  {...(onPhone.includes(head) ? {} : { visibleFrom: 'sm' })}
                >
                  {head}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {data.items.map((item) => {
              const [state, word] = stateOfSeats(item.used, item.bought, item.hardCap);
              const name = item.customer?.name ?? 'Without a customer';
              return (
                <Table.Tr
                  key={item.entitlementId}
                  className={classes.row}
                  data-selected={item.entitlementId === selectedId || undefined}
                >
                  <Table.Td maw={200}>
                    <button
                      type="button"
                      className={classes.select}
                      onClick={() => onSelect(item.entitlementId)}
                    >
                      {name}
                    </button>
                    <Text size="sm" hiddenFrom="sm">
                      <OfferingLink item={item} />
                    </Text>
                  </Table.Td>
                  <Table.Td maw={180} visibleFrom="sm">
                    <OfferingLink item={item} />
                  </Table.Td>
                  <Table.Td visibleFrom="sm">
                    <Sparkline
                      course={courseOfDays(item.days, data.to)}
                      label={`${name}: peak ${formatNumber(item.overdraftPeak)} over`}
                    />
                  </Table.Td>
                  <Table.Td ta="right" className={classes.figure}>
                    {seatsText(item.used, item.bought, item.hardCap)}
                  </Table.Td>
                  <Table.Td ta="right" visibleFrom="sm">
                    +{formatNumber(item.overdraftPeak)}
                  </Table.Td>
                  <Table.Td ta="right" className={classes.figure} visibleFrom="sm">
                    {hoursText(item.overdraftSeconds)}
                  </Table.Td>
                  <Table.Td ta="right" visibleFrom="sm">
                    {formatNumber(item.deniedAttempts)}
                  </Table.Td>
                  <Table.Td>
                    <StateBadge state={state}>{word}</StateBadge>
                  </Table.Td>
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    )}
  </Card>
);
