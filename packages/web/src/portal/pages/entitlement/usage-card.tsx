import { Group, SegmentedControl, Skeleton } from '@mantine/core';
import { linkTo } from '../../../api/call.ts';
import { bucketOf, rangeOf, ranges } from '../../../charts/range.ts';
import { UsageChart } from '../../../charts/usage-chart.tsx';
import { Card } from '../../../ui/card.tsx';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { useUrlSearch } from '../../../ui/use-url-search.ts';
import { DownloadMenu } from '../../parts/download-menu.tsx';
import { useTexts } from '../../texts/use-texts.tsx';
import { useCourse } from './use-course.ts';

const height = 300;

const isKnown = (value: string, words: Readonly<Record<string, string>>) => words[value] ?? value;

/** The seats over time: the chart of the console over the same figures. */
export const UsageCard = ({
  entitlementId,
  name,
}: {
  readonly entitlementId: string;
  readonly name: string;
}) => {
  const { entitlement: words } = useTexts();
  const [search, setSearch] = useUrlSearch();
  const range = rangeOf(search, Date.now());
  const { from, to, preset } = range;
  const query = { from, to, bucket: bucketOf(range) };
  const params = { entitlementId };
  const { course, timeZone, error, refetch } = useCourse(entitlementId, range);
  return (
    <Card
      title={words.seatsInUse}
      actions={
        <Group gap="xs">
          <SegmentedControl
            size="xs"
            aria-label={words.range}
            data={ranges.map(({ value }) => ({ value, label: isKnown(value, words.ranges) }))}
            value={preset ?? ''}
            onChange={(next) => setSearch({ range: next, from: undefined, to: undefined })}
          />
          <DownloadMenu
            of={words.seatsInUse}
            addressOf={(format) => linkTo('exportPortalUsage', { params, query: { ...query, format } })}
          />
        </Group>
      }
    >
      {error && <ProblemAlert error={error} onRetry={refetch} />}
      {!course && !error && <Skeleton height={height + 56} />}
      {course && (
        <UsageChart
          {...{ course, height, timeZone }}
          label={words.chartOf(name)}
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
