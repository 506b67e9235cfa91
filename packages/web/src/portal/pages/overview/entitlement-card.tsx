import { Group, Paper, Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useApi } from '../../../api/use-api.ts';
import { courseOfHistory } from '../../../charts/history-course.ts';
import { rangeOf } from '../../../charts/range.ts';
import { Sparkline } from '../../../charts/sparkline.tsx';
import { Meter } from '../../parts/meter.tsx';
import {
  deniedText,
  type Entitlement,
  nextDateText,
  trendText,
  untilLimitText,
} from '../../parts/sentences.ts';
import { StandingBadge } from '../../parts/standing.tsx';
import { usePermits } from '../../session/session.ts';
import { entitlementPath } from '../../shell/paths.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import classes from './overview.module.css';

const Trend = ({ entitlement, isDrawn }: EntitlementCardProps) => {
  const texts = useTexts();
  const { from, to } = rangeOf({}, Date.now());
  const { data } = useApi(
    'getPortalUsageHistory',
    { params: { entitlementId: entitlement.id }, query: { from, to, bucket: 'day' } },
    { enabled: isDrawn },
  );
  return (
    <Group gap="sm" wrap="nowrap" justify="space-between">
      <span>{trendText(texts, entitlement)}</span>
      {data && (
        <Sparkline
          course={courseOfHistory(data)}
          label={texts.overview.sparkline(entitlement.offeringName)}
          width={96}
          height={26}
        />
      )}
    </Group>
  );
};

interface EntitlementCardProps {
  readonly entitlement: Entitlement;
  readonly isDrawn: boolean;
}

/** One entitlement in a few words: how much is used, how much is left, what comes next. */
export const EntitlementCard = ({ entitlement, isDrawn }: EntitlementCardProps) => {
  const texts = useTexts();
  const { overview: words, seats } = texts;
  const seesGraph = usePermits('graph');
  const { id, offeringName, productName, sku, limits, ownCap, limit, standing } = entitlement;
  return (
    <Paper withBorder radius="lg" p="lg" bg="var(--lw-surface)" component="section" className={classes.card}>
      <Stack gap="sm">
        <Group justify="space-between" align="flex-start" wrap="nowrap" gap="sm">
          <div>
            <Title order={2} size="h5">
              <Link to={entitlementPath(id)} className={classes.link}>
                {offeringName}
              </Link>
            </Title>
            <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
              {words.product(productName, sku)}
            </Text>
          </div>
          <StandingBadge of={standing} />
        </Group>
        <div>
          <Text fz={22} fw={650} lh={1.25}>
            {seats.usedOf(limits.used, limits.bought)}
          </Text>
          <Text c="dimmed">{untilLimitText(texts, entitlement)}</Text>
        </div>
        <Meter used={limits.used} bought={limits.bought} limit={limit} />
        {ownCap !== null && <Text size="sm">{seats.ownLimit(ownCap, limits.hardCap)}</Text>}
        <dl className={classes.facts}>
          {entitlement.trend !== null && seesGraph && (
            <>
              <dt>{words.trend}</dt>
              <dd>
                <Trend {...{ entitlement, isDrawn }} />
              </dd>
            </>
          )}
          <dt>{words.denied}</dt>
          <dd>{deniedText(texts, entitlement)}</dd>
          <dt>{words.next}</dt>
          <dd>{nextDateText(texts, entitlement)}</dd>
        </dl>
      </Stack>
    </Paper>
  );
};
