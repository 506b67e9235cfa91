import { Skeleton, Stack } from '@mantine/core';
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { Page } from '../../ui/page.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { useTexts } from '../texts/use-texts.tsx';

/** What is shown where a page cannot be: it is on its way, or it failed. */

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
