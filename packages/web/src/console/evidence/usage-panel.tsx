import { Button, SegmentedControl, Skeleton } from '@mantine/core';
import { rangeOf, ranges } from '../../charts/range.ts';
import { UsageChart } from '../../charts/usage-chart.tsx';
import { Card } from '../../ui/card.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { useUrlSearch } from '../../ui/use-url-search.ts';
import { useCourse } from './use-course.ts';

interface UsagePanelProps {
  readonly entitlementId: string;
  readonly title: React.ReactNode;
  readonly subtitle?: React.ReactNode;
  /** The page has a range of its own. */
  readonly isRanged?: boolean;
  /** For those who hear the chart. */
  readonly label: string;
}

const height = 300;

/** The seats of an entitlement over time, with the range that the address says. */
export const UsagePanel = ({ entitlementId, title, subtitle, label, isRanged = false }: UsagePanelProps) => {
  const [search, setSearch] = useUrlSearch();
  const range = rangeOf(search, Date.now());
  const isZoomed = Boolean(search.from && search.to);
  const { course, timeZone, error, refetch } = useCourse(entitlementId, range);
  return (
    <Card
      title={title}
      subtitle={subtitle}
      actions={
        isRanged ? (
          isZoomed && (
            <Button size="xs" variant="default" onClick={() => setSearch({ from: undefined, to: undefined })}>
              Whole range
            </Button>
          )
        ) : (
          <SegmentedControl
            size="xs"
            aria-label="Range"
            data={ranges}
            value={range.preset ?? ''}
            onChange={(next) => setSearch({ range: next, from: undefined, to: undefined })}
          />
        )
      }
    >
      {error && <ProblemAlert error={error} onRetry={refetch} />}
      {!course && !error && <Skeleton height={height + 56} />}
      {course && (
        <UsageChart
          {...{ course, label, height }}
          timeZone={timeZone}
          onZoom={(start, end) =>
            setSearch(
              {
                from: new Date(start).toISOString(),
                to: new Date(end).toISOString(),
                ...(isRanged ? {} : { range: undefined }),
              },
              { replace: true },
            )
          }
        />
      )}
    </Card>
  );
};
