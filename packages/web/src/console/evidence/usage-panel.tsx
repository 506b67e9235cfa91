import { SegmentedControl, Skeleton } from '@mantine/core';
import { useMemo } from 'react';
import { useApi } from '../../api/use-api.ts';
import { UsageChart } from '../../charts/usage-chart.tsx';
import { Card } from '../../ui/card.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { useUrlSearch } from '../../ui/use-url-search.ts';
import { courseOfHistory } from './courses.ts';
import { bucketOf, rangeOf, ranges } from './range.ts';

interface UsagePanelProps {
  readonly entitlementId: string;
  readonly title: React.ReactNode;
  readonly subtitle?: React.ReactNode;
  /** For those who hear the chart. */
  readonly label: string;
}

const height = 300;

/** The seats of an entitlement over time, with the range that the address says. */
export const UsagePanel = ({ entitlementId, title, subtitle, label }: UsagePanelProps) => {
  const [search, setSearch] = useUrlSearch();
  const range = rangeOf(search, Date.now());
  const { from, to, preset } = range;
  const query = { from, to, bucket: bucketOf(range) };
  const { data, error, refetch } = useApi('getUsageHistory', { params: { entitlementId }, query });
  const course = useMemo(() => (data ? courseOfHistory(data) : null), [data]);
  return (
    <Card
      title={title}
      subtitle={subtitle}
      actions={
        <SegmentedControl
          size="xs"
          aria-label="Range"
          data={ranges}
          value={preset ?? ''}
          onChange={(next) => setSearch({ range: next, from: undefined, to: undefined })}
        />
      }
    >
      {error && <ProblemAlert error={error} onRetry={refetch} />}
      {!data && !error && <Skeleton height={height + 56} />}
      {course && data && (
        <UsageChart
          {...{ course, label, height }}
          timeZone={data.timeZone}
          onZoom={(start, end) =>
            setSearch(
              { from: new Date(start).toISOString(), to: new Date(end).toISOString(), range: undefined },
              { replace: true },
            )
          }
        />
      )}
    </Card>
  );
};
