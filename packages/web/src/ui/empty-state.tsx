import { Group, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

interface EmptyStateProps {
  /** What there is none of. */
  readonly title: string;
  /** What it is for, in a sentence or two. */
  readonly children: ReactNode;
  /** The first step: a button or a link. */
  readonly action?: ReactNode;
}

/** A place with nothing in it yet says what belongs there and how to begin. */
export const EmptyState = ({ title, children, action }: EmptyStateProps) => (
  <Stack align="center" gap="xs" py={48} px="md" maw={560} mx="auto" ta="center">
    <Title order={2} size="h4">
      {title}
    </Title>
    <Text c="dimmed">{children}</Text>
    {action && <Group mt="xs">{action}</Group>}
  </Stack>
);
