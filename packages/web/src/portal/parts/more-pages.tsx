import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { useTexts } from '../texts/use-texts.tsx';

const most = 1_000;

/** A list that grows when more is asked for. */
export const usePages = (first: number) => {
  const [pageSize, setPageSize] = useState(first);
  return {
    query: { pageNumber: 1, pageSize },
    more: () => setPageSize(Math.min(most, pageSize * 5)),
  };
};

interface MorePagesProps {
  readonly shown: number;
  readonly total: number;
  readonly onMore: () => void;
}

export const MorePages = ({ shown, total, onMore }: MorePagesProps) => {
  const { common } = useTexts();
  if (shown >= total) return null;
  return (
    <Group justify="space-between">
      <Text size="sm" c="dimmed">
        {common.shownOf(shown, total)}
      </Text>
      <Button variant="default" onClick={onMore}>
        {common.showMore}
      </Button>
    </Group>
  );
};
