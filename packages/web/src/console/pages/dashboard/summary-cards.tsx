import { Paper, SimpleGrid, Skeleton, Text } from '@mantine/core';
import type { Reply } from '../../../api/wire.ts';
import { count, formatNumber } from '../../../ui/format.ts';
import { classes as classWords } from '../../evidence/class-badge.tsx';
import { percentText } from '../../evidence/figures.ts';
import classes from './dashboard.module.css';

interface Shown {
  readonly title: string;
  readonly figure: string;
  readonly of: string;
  readonly below: string;
}

const wordOf = (name: string) => classWords.find(({ value }) => value === name)?.label ?? name;

const shownOf = ({
  entitlements,
  inOverdraft,
  atHardCap,
  seats,
  denials,
  renewals,
}: Reply<'getDashboardSummary'>): Shown[] => {
  const countOf = (name: string) => renewals.byClass.find((each) => each.class === name)?.count ?? 0;
  return [
    {
      title: 'In overdraft now',
      figure: formatNumber(inOverdraft),
      of: '',
      below: `of ${count(entitlements, 'entitlement')}, ${formatNumber(atHardCap)} at the cap`,
    },
    {
      title: 'Seats in use',
      figure: formatNumber(seats.used),
      of: `of ${formatNumber(seats.bought)}`,
      below: `${percentText(seats.utilizationRate)}, ${formatNumber(seats.overdraftUsed)} of them overdraft`,
    },
    {
      title: 'Denied',
      figure: formatNumber(denials.attempts),
      of: denials.attempts === 1 ? 'time' : 'times',
      below: `${count(denials.seats, 'person', 'people')} at ${count(denials.customers, 'customer')}, ${formatNumber(denials.trueDenials)} never served`,
    },
    {
      title: `Renewals in ${count(renewals.days, 'day')}`,
      figure: formatNumber(renewals.total),
      of: '',
      below: ['expand', 'right-sized', 'shrink-risk', 'churn-risk']
        .map((name) => `${formatNumber(countOf(name))} ${wordOf(name)}`)
        .join(', '),
    },
  ];
};

export const SummaryCards = ({ data }: { readonly data: Reply<'getDashboardSummary'> | undefined }) => (
  <SimpleGrid cols={{ base: 2, lg: 4 }} spacing={{ base: 'xs', sm: 'md' }}>
    {(data ? shownOf(data) : [null, null, null, null]).map((card, index) => (
      <Paper
        key={card?.title ?? index}
        withBorder
        radius="lg"
        p={{ base: 'sm', sm: 'md' }}
        bg="var(--lw-surface)"
        mih={{ base: 0, xs: 112 }}
      >
        {card ? (
          <>
            <Text size="sm" c="dimmed">
              {card.title}
            </Text>
            <Text component="div">
              <span className={classes.big}>{card.figure}</span>{' '}
              <Text span c="dimmed">
                {card.of}
              </Text>
            </Text>
            <Text size="sm" c="dimmed">
              {card.below}
            </Text>
          </>
        ) : (
          <Skeleton height={76} />
        )}
      </Paper>
    ))}
  </SimpleGrid>
);
