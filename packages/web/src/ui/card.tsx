import { Group, Paper, type PaperProps, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

interface CardProps extends PaperProps {
  readonly title?: ReactNode;
  readonly subtitle?: ReactNode;
  /** At the right of the title. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A white box with a heading: what a page is made of. */
export const Card = ({ title, subtitle, actions, children, ...paper }: CardProps) => (
  <Paper withBorder radius="lg" p="lg" bg="var(--lw-surface)" component="section" {...paper}>
    {(title || actions) && (
      <Group justify="space-between" align="flex-start" mb="sm" gap="sm">
        {/* On a phone the actions stand below what they belong to. */}
        <div style={{ flex: '1 1 220px' }}>
          {title && (
            <Title order={2} size="h5">
              {title}
            </Title>
          )}
          {subtitle && (
            <Text size="sm" c="dimmed">
              {subtitle}
            </Text>
          )}
        </div>
        {actions}
      </Group>
    )}
    {children}
  </Paper>
);
