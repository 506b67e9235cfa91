import {
  Button,
  Group,
  List,
  SegmentedControl,
  SimpleGrid,
  Skeleton,
  Stack,
  Table,
  Text,
} from '@mantine/core';
import { IconPrinter } from '@tabler/icons-react';
import { Link, useParams } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useApi } from '../../../api/use-api.ts';
import { courseOfHistory } from '../../../charts/history-course.ts';
import { bucketOf, rangeOf, ranges } from '../../../charts/range.ts';
import { UsageChart } from '../../../charts/usage-chart.tsx';
import { Card } from '../../../ui/card.tsx';
import { formatDate, formatDateTime, formatNumber } from '../../../ui/format.ts';
import { Page } from '../../../ui/page.tsx';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import rowClasses from '../../../ui/rows-card.module.css';
import { useUrlSearch } from '../../../ui/use-url-search.ts';
import { seatsText } from '../../evidence/figures.ts';
import classes from './evidence.module.css';
import { Episodes, Figures } from './sheet-tables.tsx';

/** What a salesperson sends to a customer: one printed page that says how many seats were used, and how often they did not suffice. */

const chartHeight = 230;
const episodesShown = 6;

const EvidencePage = () => {
  const { entitlementId = '' } = useParams({ strict: false }) as { entitlementId?: string };
  const [search, setSearch] = useUrlSearch();
  const range = rangeOf({ range: '90', ...search }, Date.now());
  const { from, to, preset } = range;
  const params = { entitlementId };
  const entitlement = useApi('getEntitlement', { params, query: { expand: 'offering,product' } });
  const groupId = entitlement.data?.entitlementGroupId ?? '';
  const group = useApi(
    'getEntitlementGroup',
    { params: { entitlementGroupId: groupId }, query: { expand: 'customer' } },
    { enabled: groupId !== '' },
  );
  const history = useApi('getUsageHistory', { params, query: { from, to, bucket: bucketOf(range) } });
  const insight = useApi('getRenewalInsight', { params, query: { from, to } });
  const episodes = useApi('listOverdraftEpisodes', {
    params,
    query: { from, to, pageNumber: 1, pageSize: episodesShown },
  });
  const course = useMemo(() => (history.data ? courseOfHistory(history.data) : null), [history.data]);
  const failed = [entitlement, history, insight, episodes].find(({ error }) => error);
  const { data } = entitlement;
  const timeZone = history.data?.timeZone;
  const current = history.data?.current;
  const customer = group.data?.customer?.name;
  const recommended = insight.data?.recommended;
  return (
    <Page
      title={customer ? `Seats of ${customer}` : 'Evidence of use'}
      subtitle={data ? `${data.offeringName}, SKU ${data.sku}` : undefined}
      actions={
        <Group gap="xs" className="no-print">
          <SegmentedControl
            size="xs"
            aria-label="Range"
            data={ranges}
            value={preset ?? ''}
            onChange={(next) => setSearch({ range: next, from: undefined, to: undefined })}
          />
          <Button
            variant="default"
            component={Link}
            to="/entitlements/$entitlementId"
            params={{ entitlementId } as never}
          >
            Back to the entitlement
          </Button>
          <Button leftSection={<IconPrinter size={16} aria-hidden />} onClick={() => window.print()}>
            Print or save as PDF
          </Button>
        </Group>
      }
    >
      {failed?.error && <ProblemAlert error={failed.error} onRetry={() => void failed.refetch()} />}
      <Stack gap="sm" className={classes.sheet}>
        <Card
          title={`Seats in use, ${formatDate(from, timeZone)} to ${formatDate(to, timeZone)}`}
          subtitle={
            data &&
            current &&
            `Now ${seatsText(current.used, current.bought ?? data.seatCount, current.hardCap)} seats: in use, bought, and overdraft. ${data.expiryDate ? `Subscription until ${formatDate(data.expiryDate, timeZone)}.` : ''}`
          }
        >
          {course && history.data ? (
            <UsageChart
              course={course}
              timeZone={history.data.timeZone}
              label={`Seats in use, ${customer ?? data?.offeringName ?? ''}`}
              height={chartHeight}
            />
          ) : (
            <Skeleton height={chartHeight + 56} />
          )}
        </Card>
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
          <Card title="In figures">
            {insight.data ? <Figures insight={insight.data} /> : <Skeleton height={220} />}
          </Card>
          <Card
            title={recommended ? `Recommended: ${formatNumber(recommended.mid)} seats` : 'Recommendation'}
            subtitle={
              recommended
                ? `${formatNumber(recommended.low)} to ${formatNumber(recommended.high)} would fit`
                : undefined
            }
          >
            {insight.data ? (
              <List size="sm">
                {insight.data.reasons.map((reason) => (
                  <List.Item key={reason}>{reason}</List.Item>
                ))}
              </List>
            ) : (
              <Skeleton height={220} />
            )}
          </Card>
        </SimpleGrid>
        <Card title="Times in overdraft" subtitle={`Newest first, at most ${episodesShown}`}>
          {episodes.data?.items.length === 0 && (
            <Text c="dimmed">Never above the bought seats in this range.</Text>
          )}
          {episodes.data && episodes.data.items.length > 0 && (
            <Table.ScrollContainer
              className={rowClasses.fit}
              minWidth={480}
              scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}
            >
              <Episodes data={episodes.data} timeZone={timeZone} />
            </Table.ScrollContainer>
          )}
          {!episodes.data && <Skeleton height={140} />}
        </Card>
        <Text size="xs" c="dimmed">
          Every figure is counted from recorded activations and releases, not sampled
          {history.data ? `; days and hours are those of ${history.data.timeZone}` : ''}. Entitlement{' '}
          {entitlementId}, as of {formatDateTime(insight.data?.to ?? to, timeZone)}.
        </Text>
      </Stack>
    </Page>
  );
};

export default EvidencePage;
