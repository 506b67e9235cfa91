import { Stack } from '@mantine/core';
import { Page } from '../../../ui/page.tsx';
import { PageTabs } from '../../../ui/page-tabs.tsx';
import { AccountCard } from './account-card.tsx';
import { BillingCard } from './billing-card.tsx';
import { InsightCard } from './insight-card.tsx';
import { LicensingCard } from './licensing-card.tsx';

const tabs = [
  {
    value: 'account',
    label: 'Account',
    content: () => (
      <Stack gap="md" maw={760}>
        <AccountCard />
        <BillingCard />
      </Stack>
    ),
  },
  {
    value: 'insight',
    label: 'Renewals and overdraft',
    content: () => (
      <Stack gap="md" maw={760}>
        <InsightCard />
      </Stack>
    ),
  },
  {
    value: 'licensing',
    label: 'Licensing by user account',
    content: () => (
      <Stack gap="md" maw={760}>
        <LicensingCard />
      </Stack>
    ),
  },
];

const SettingsPage = () => (
  <Page title="Settings">
    <PageTabs label="Settings" tabs={tabs} />
  </Page>
);

export default SettingsPage;
