import { Button, Group, Popover, SegmentedControl, Stack, TextInput } from '@mantine/core';
import { IconCalendar } from '@tabler/icons-react';
import { rangeOf, ranges } from '../../charts/range.ts';
import { formatDate } from '../../ui/format.ts';
import { useUrlSearch } from '../../ui/use-url-search.ts';

/** The range of a page: so many days back, or days of one's own. The address holds it. */
export const RangePicker = () => {
  const [search, setSearch] = useUrlSearch();
  const { since, until } = search;
  const { from, to, preset } = rangeOf({ range: search.range, since, until }, Date.now());
  const choose = (days: { readonly since?: string | undefined; readonly until?: string | undefined }) =>
    setSearch({ ...days, range: undefined, from: undefined, to: undefined }, { replace: true });
  return (
    <Group gap="xs">
      <SegmentedControl
        size="xs"
        aria-label="Range"
        data={ranges}
        value={preset ?? ''}
        onChange={(range) =>
          setSearch({ range, since: undefined, until: undefined, from: undefined, to: undefined })
        }
      />
      <Popover position="bottom-end" shadow="md" trapFocus>
        <Popover.Target>
          <Button
            variant={preset ? 'default' : 'light'}
            size="xs"
            leftSection={<IconCalendar size={14} aria-hidden />}
          >
            {preset ? 'Days' : `${formatDate(from)} to ${formatDate(to)}`}
          </Button>
        </Popover.Target>
        <Popover.Dropdown aria-label="Days">
          <Stack gap="xs">
            <TextInput
              type="date"
              label="From"
              max={until}
              value={since ?? ''}
              onChange={({ currentTarget }) => choose({ since: currentTarget.value, until })}
            />
            <TextInput
              type="date"
              label="To, that day included"
              min={since}
              value={until ?? ''}
              onChange={({ currentTarget }) => choose({ since, until: currentTarget.value })}
            />
          </Stack>
        </Popover.Dropdown>
      </Popover>
    </Group>
  );
};
