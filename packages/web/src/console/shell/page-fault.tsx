import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { Page } from '../../ui/page.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';

/** A page that threw: the rest of the console stays usable. */
export const PageFault = ({ error, reset }: ErrorComponentProps) => {
  const router = useRouter();
  const onRetry = () => {
    reset();
    void router.invalidate();
  };
  return (
    <Page title="This page cannot be shown">
      <ProblemAlert error={error} onRetry={onRetry} />
    </Page>
  );
};
