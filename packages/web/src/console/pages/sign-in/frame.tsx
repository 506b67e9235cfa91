import { Box, Paper, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';

interface FrameProps {
  readonly title: string;
  readonly hint?: string;
  readonly children: ReactNode;
}

/** The box in the middle of the pages before the sign-in. */
export const Frame = ({ title, hint, children }: FrameProps) => {
  useEffect(() => {
    document.title = `${title} - Leeway`;
  }, [title]);
  return (
    <Box component="main" mih="100dvh" px="md" style={{ display: 'grid', placeItems: 'center' }}>
      <Box w="100%" maw={400} py="xl">
        <Text ta="center" fz={26} fw={750} mb="md" style={{ letterSpacing: '-0.02em' }}>
          lee
          <Text span inherit c="var(--lw-brand)">
            way
          </Text>
        </Text>
        <Paper withBorder radius="lg" p="xl" bg="var(--lw-surface)">
          <Stack gap="md">
            <div>
              <Title order={1} size="h3">
                {title}
              </Title>
              {hint && (
                <Text c="dimmed" size="sm" mt={4}>
                  {hint}
                </Text>
              )}
            </div>
            {children}
          </Stack>
        </Paper>
      </Box>
    </Box>
  );
};
