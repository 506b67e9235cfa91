import { Group, Skeleton, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Row } from '../../../api/wire.ts';
import { Card } from '../../../ui/card.tsx';
import { count, formatDate, formatDateTime, formatNumber, words } from '../../../ui/format.ts';
import { formatMoney } from '../../../ui/money.ts';
import { StateBadge } from '../../../ui/state-badge.tsx';
import { ClassBadge } from '../../evidence/class-badge.tsx';
import { seatsText } from '../../evidence/figures.ts';
import classes from './dashboard.module.css';

/** The short lists of the dashboard: each line names a customer, says why, and leads to the entitlement. */

interface Line {
  readonly entitlementId: string;
  readonly name: string;
  readonly badge?: ReactNode;
  readonly why: string;
  readonly figure: ReactNode;
}

interface ListCardProps {
  readonly title: string;
  readonly subtitle: string;
  readonly lines: readonly Line[] | undefined;
  readonly empty: string;
  /** The page with all of them. */
  readonly all: ReactNode;
}

const ListCard = ({ title, subtitle, lines, empty, all }: ListCardProps) => (
  <Card title={title} subtitle={subtitle} actions={all}>
    {!lines && <Skeleton height={160} />}
    {lines?.length === 0 && (
      <Text c="dimmed" py="md">
        {empty}
      </Text>
    )}
    {lines?.map(({ entitlementId, name, badge, why, figure }) => (
      <Group
        key={entitlementId}
        className={classes.entry}
        justify="space-between"
        wrap="nowrap"
        align="flex-start"
      >
        <div className={classes.words}>
          <Group gap={6}>
            <Link to="/entitlements/$entitlementId" params={{ entitlementId }}>
              <Text span fw={600}>
                {name}
              </Text>
            </Link>
            {badge}
          </Group>
          <Text size="sm" c="dimmed">
            {why}
          </Text>
        </div>
        <Text className={classes.figure}>{figure}</Text>
      </Group>
    ))}
  </Card>
);

interface Named {
  readonly customer: { readonly name: string } | null;
  readonly offering: { readonly name: string };
}
const nameOf = ({ customer, offering }: Named) => customer?.name ?? offering.name;

export const Opportunities = ({
  items,
}: {
  readonly items: readonly Row<'listOpportunities'>[] | undefined;
}) => (
  <ListCard
    title="Worth a call"
    all={
      <Link to="/renewals" search={{ tab: 'expand' }}>
        All opportunities
      </Link>
    }
    subtitle="Evidence first, then the number"
    empty="No entitlement needs more or fewer seats than it has. Insight needs some weeks of use."
    lines={items?.map((item) => ({
      entitlementId: item.entitlementId,
      name: nameOf(item),
      badge: item.kind === 'risk' ? <StateBadge state="cap">at risk</StateBadge> : undefined,
      why: item.insight.reasons[0] ?? words(item.insight.class),
      figure: (
        <>
          {formatNumber(item.insight.purchased)} →{' '}
          <b>{formatNumber(item.insight.recommended?.mid ?? item.insight.purchased)}</b>
          {item.value && (
            <Text span size="xs" c="dimmed" display="block" ta="right">
              {formatMoney(item.value.amount, item.value.currency)} a year
            </Text>
          )}
        </>
      ),
    }))}
  />
);

export const Renewals = ({
  items,
}: {
  readonly items: readonly Row<'listDashboardRenewals'>[] | undefined;
}) => (
  <ListCard
    title="Renewals coming"
    all={<Link to="/renewals">All renewals</Link>}
    subtitle="The next first, with what its history says"
    empty="Nothing expires in the next 90 days."
    lines={items?.map((item) => ({
      entitlementId: item.entitlementId,
      name: nameOf(item),
      badge: item.insight ? <ClassBadge of={item.insight.class} /> : undefined,
      why: `${formatDate(item.expiryDate)}, in ${count(item.daysLeft, 'day')}. ${item.insight?.reasons[0] ?? 'Not computed yet.'}`,
      figure: (
        <>
          {formatNumber(item.seatCount)}
          {item.insight?.recommended && (
            <>
              {' '}
              → <b>{formatNumber(item.insight.recommended.mid)}</b>
            </>
          )}
        </>
      ),
    }))}
  />
);

export const InOverdraft = ({
  items,
}: {
  readonly items: readonly Row<'listEntitlementsInOverdraft'>[] | undefined;
}) => (
  <ListCard
    title="In overdraft now"
    all={
      <Link to="/entitlements" search={{ use: 'overdraft' }}>
        All in overdraft
      </Link>
    }
    subtitle="More in use than was bought"
    empty="Nobody is over at present."
    lines={items?.map((item) => ({
      entitlementId: item.entitlementId,
      name: nameOf(item),
      badge: item.atHardCap ? <StateBadge state="cap">at hard cap</StateBadge> : undefined,
      why: `${item.offering.name}, since ${formatDateTime(item.since)}`,
      figure: seatsText(item.used, item.bought, item.hardCap),
    }))}
  />
);

export const Denials = ({
  items,
}: {
  readonly items: readonly Row<'listDashboardDenials'>[] | undefined;
}) => (
  <ListCard
    title="Denied"
    all={<Link to="/denials">All denials</Link>}
    subtitle="Requests past the hard cap"
    empty="No request was denied in this range."
    lines={items?.map((item) => ({
      entitlementId: item.entitlementId,
      name: nameOf(item),
      why: `${count(item.deniedSeats, 'person', 'people')}, last ${formatDateTime(item.lastDeniedAt)}; ${formatNumber(item.trueDenials)} never served`,
      figure: count(item.attempts, 'time'),
    }))}
  />
);
