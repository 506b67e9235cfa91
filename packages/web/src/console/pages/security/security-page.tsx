import { Skeleton, Stack } from '@mantine/core';
import { useApi } from '../../../api/use-api.ts';
import { Page } from '../../../ui/page.tsx';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { KeyCard } from './key-card.tsx';
import { OpenIdCard } from './open-id-card.tsx';
import { SecondFactorCard } from './second-factor-card.tsx';

/** How people of the account sign in. */
const SecurityPage = () => {
  const security = useApi('getSecuritySettings', {});
  const openId = useApi('getOpenIdSignInSettings', {});
  const error = security.error ?? openId.error;
  return (
    <Page title="Security">
      {error && (
        <ProblemAlert
          error={error}
          onRetry={() => void Promise.all([security.refetch(), openId.refetch()])}
        />
      )}
      <Stack gap="md" maw={760}>
        {security.data ? (
          <SecondFactorCard settings={security.data} />
        ) : (
          <Skeleton height={140} radius="lg" />
        )}
        {openId.data ? <OpenIdCard settings={openId.data} /> : <Skeleton height={380} radius="lg" />}
        <KeyCard />
      </Stack>
    </Page>
  );
};

export default SecurityPage;
