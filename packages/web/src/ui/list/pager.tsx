import { ActionIcon, Group, NativeSelect, Text } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { memo } from 'react';
import { formatNumber } from '../format.ts';
import type { ListControl } from './use-list-view.ts';
import { rangeOf, sizes } from './view.ts';

interface PagerProps {
  readonly control: ListControl;
  /** Null: not known yet, there are other pages. */
  readonly total: number | null;
  readonly more: boolean;
}

/** Which rows these are, and the way to the next. */
export const Pager = memo(function Pager({ control: { view, change }, total, more }: PagerProps) {
  const [first, last] = rangeOf(view, total ?? Number.POSITIVE_INFINITY);
  const turnTo = (page: number) => change({ page: page === 1 ? undefined : String(page) });
  return (
    <Group justify="space-between" gap="sm" px="md" py="xs">
      <Text size="sm" c="dimmed" role="status">
        {formatNumber(first)} to {formatNumber(last)} of {total === null ? '…' : formatNumber(total)}
        {more ? ' and more: narrow the list, or export it' : ''}
      </Text>
      <Group gap="xs">
        <NativeSelect
          size="xs"
          aria-label="Rows on a page"
          data={sizes.map((size) => ({ value: String(size), label: `${size} rows` }))}
          value={String(view.size)}
          onChange={({ currentTarget }) => change({ size: currentTarget.value })}
        />
        <ActionIcon
          variant="default"
          size={30}
          aria-label="Previous page"
          disabled={view.page <= 1}
          onClick={() => turnTo(view.page - 1)}
        >
          <IconChevronLeft size={16} aria-hidden />
        </ActionIcon>
        <ActionIcon
          variant="default"
          size={30}
          aria-label="Next page"
          disabled={total !== null && last >= total}
          onClick={() => turnTo(view.page + 1)}
        >
          <IconChevronRight size={16} aria-hidden />
        </ActionIcon>
      </Group>
    </Group>
  );
});
