import { Group, Paper, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { useUiWords } from '../../../ui/words.tsx';
import { Brand } from '../../shell/brand.tsx';
import { LanguageSwitch } from './language-switch.tsx';
import classes from './sign-in.module.css';

interface FrameProps {
  readonly title: string;
  readonly hint?: string;
  readonly children: ReactNode;
}

/** The box in the middle of the pages before the sign-in, below the vendor's name. */
export const Frame = ({ title, hint, children }: FrameProps) => {
  const { site } = useUiWords();
  useEffect(() => {
    document.title = `${title} - ${site}`;
  }, [title, site]);
  return (
    <div className={classes.screen}>
      <header className={classes.header}>
        <Brand />
      </header>
      <main className={classes.box}>
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
        <Group justify="center" mt="md">
          <LanguageSwitch />
        </Group>
      </main>
    </div>
  );
};
