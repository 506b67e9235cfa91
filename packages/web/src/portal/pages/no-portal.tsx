import { Button, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { UiProvider } from '../../ui/provider.tsx';
import { portalTheme } from '../branding/theme.ts';
import type { Texts } from '../texts/en.ts';
import classes from './sign-in/sign-in.module.css';

interface NoPortalProps {
  readonly texts: Texts;
  /** The server did not answer. */
  readonly isUnreachable: boolean;
  readonly asked: string | null;
}

/** The address does not say whose portal is meant, or says one that there is not. */
export const NoPortal = ({ texts, isUnreachable, asked }: NoPortalProps) => {
  const { noPortal: words, common, problems } = texts;
  const [title, remedy] = isUnreachable ? problems.offline : [words.title, words.hint];
  return (
    <UiProvider theme={portalTheme(common.close)}>
      <div className={classes.screen}>
        <main className={classes.box}>
          <Paper withBorder radius="lg" p="xl" bg="var(--lw-surface)">
            <Stack gap="md">
              <Title order={1} size="h3">
                {title}
              </Title>
              {!isUnreachable && asked !== null && <Text role="alert">{words.unknown}</Text>}
              <Text c="dimmed" size="sm">
                {remedy}
              </Text>
              {isUnreachable ? (
                <Button onClick={() => location.reload()}>{common.tryAgain}</Button>
              ) : (
                <form
                  onSubmit={(event) => {
                    event.preventDefault();
                    const name = new FormData(event.currentTarget).get('name');
                    location.assign(`/portal/${encodeURIComponent(String(name).trim().toLowerCase())}/`);
                  }}
                >
                  <Stack gap="sm">
                    <TextInput name="name" label={words.name} required withAsterisk={false} />
                    <Button type="submit">{words.open}</Button>
                  </Stack>
                </form>
              )}
            </Stack>
          </Paper>
        </main>
      </div>
    </UiProvider>
  );
};
