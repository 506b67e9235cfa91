import { SimpleGrid, Stack } from '@mantine/core';
import { useSession } from '../../../api/session.ts';
import { Page } from '../../../ui/page.tsx';
import { NameCard } from './name-card.tsx';
import { PasswordCard } from './password-card.tsx';
import { SecondFactorCard } from './second-factor-card.tsx';
import { SessionsCard } from './sessions-card.tsx';

/** What everybody may do to their own account. */
const AccountPage = () => {
  const { user, role, tenant, method } = useSession();
  return (
    <Page title="My account" subtitle={`${user.email}, ${role.name} at ${tenant.name}`}>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
        <Stack gap="md">
          <NameCard />
          {method === 'password' && <PasswordCard />}
        </Stack>
        <Stack gap="md">
          <SecondFactorCard />
          <SessionsCard />
        </Stack>
      </SimpleGrid>
    </Page>
  );
};

export default AccountPage;
