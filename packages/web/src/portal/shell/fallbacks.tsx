import { Button, Skeleton, Stack } from '@mantine/core';
import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Page } from '../../ui/page.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { useTexts } from '../texts/use-texts.tsx';
import { paths } from './paths.ts';

/** What is shown where a page cannot be: it is on its way, it failed, or there is none. */

export const PageLoading = () => (
  <Stack gap="md" aria-busy="true" aria-label={useTexts().common.loading} role="status">
    <Skeleton h={36} w={220} />
    <Skeleton h={180} />
    <Skeleton h={320} />
  </Stack>
);

export const PageFault = ({ error, reset }: ErrorComponentProps) => {
  const router = useRouter();
  const { shell } = useTexts();
  const onRetry = () => {
    reset();
    void router.invalidate();
  };
  return (
    <Page title={shell.fault}>
      <ProblemAlert error={error} onRetry={onRetry} />
    </Page>
  );
};

export const NoSuchPage = () => {
  const { shell } = useTexts();
  return (
    <Page title={shell.noSuchPage}>
      <EmptyState
        title={shell.noSuchPage}
        action={
          <Button component={Link} to={paths.overview}>
            {shell.toOverview}
          </Button>
        }
      >
        {shell.noSuchPageHint}
      </EmptyState>
    </Page>
  );
};
