import { Group, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { useUiWords } from './words.tsx';

interface PageProps {
  readonly title: string;
  /** Beside the title: the range, the product, the SKU. */
  readonly subtitle?: ReactNode;
  /** At the right: buttons. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** The frame of every page: its name in the tab and as the one heading of first order. */
export const Page = ({ title, subtitle, actions, children }: PageProps) => {
  const { site } = useUiWords();
  useEffect(() => {
    document.title = `${title} - ${site}`;
  }, [title, site]);
  return (
    <Stack gap="md">
      <Group justify="space-between" align="center" gap="sm" mih={36}>
        <Group gap="sm" align="baseline" miw={0} flex={{ base: '0 1 auto', sm: '1 1 320px' }}>
          <Title order={1} size="h3">
            {title}
          </Title>
          {subtitle && (
            <Text c="dimmed" component="div">
              {subtitle}
            </Text>
          )}
        </Group>
        {actions && <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </Stack>
  );
};
