import { Group, SegmentedControl, Select, Skeleton } from '@mantine/core';
import { linkTo } from '../../../api/call.ts';
import type { Reply } from '../../../api/wire.ts';
import { bucketOf, rangeOf, ranges } from '../../../charts/range.ts';
import { UsageChart } from '../../../charts/usage-chart.tsx';
import { Card } from '../../../ui/card.tsx';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { useUrlSearch } from '../../../ui/use-url-search.ts';
import { DownloadMenu } from '../../parts/download-menu.tsx';
import { useTexts } from '../../texts/use-texts.tsx';
import { useCourse } from './use-course.ts';

const height = 300;

type Feature = Reply<'getPortalEntitlement'>['features'][number];

const nameOf = ({ description, key }: Feature): string => description ?? key;

const isKnown = (value: string, words: Readonly<Record<string, string>>) => words[value] ?? value;

/** The seats, or a metered feature, over time: the chart of the console over the same figures. */
export const UsageCard = ({ entitlement }: { readonly entitlement: Reply<'getPortalEntitlement'> }) => {
  const { entitlement: words } = useTexts();
  const [search, setSearch] = useUrlSearch();
  const range = rangeOf(search, Date.now());
  const { from, to, preset } = range;
  const { id: entitlementId, offeringName: name } = entitlement;
  const metered = entitlement.features.filter(({ limits }) => limits !== null);
  const meter = metered.find(({ key }) => key === search.meter);
  const query = { from, to, bucket: bucketOf(range), ...(meter ? { feature: meter.key } : {}) };
  const params = { entitlementId };
  const { course, timeZone, error, refetch } = useCourse(entitlementId, range, meter?.key);
  const title = meter ? nameOf(meter) : words.seatsInUse;
  return (
    <Card
      title={title}
      actions={
        <Group gap="xs">
          {metered.length > 0 && (
            <Select
              size="xs"
              w={180}
              aria-label={words.meter}
              data={[
                { value: '', label: words.seatsInUse },
                ...metered.map((each) => ({ value: each.key, label: nameOf(each) })),
              ]}
              value={meter?.key ?? ''}
              onChange={(next) => setSearch({ meter: next || undefined })}
              allowDeselect={false}
            />
          )}
          <SegmentedControl
            size="xs"
            aria-label={words.range}
            data={ranges.map(({ value }) => ({ value, label: isKnown(value, words.ranges) }))}
            value={preset ?? ''}
            onChange={(next) => setSearch({ range: next, from: undefined, to: undefined })}
          />
          <DownloadMenu
            of={title}
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
          label={meter ? `${title}, ${name}` : words.chartOf(name)}
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
