import { Anchor, Grid, Skeleton, Stack } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { useApi } from '../../../api/use-api.ts';
import { Page } from '../../../ui/page.tsx';
import { PageTabs } from '../../../ui/page-tabs.tsx';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { HostCard } from './host-card.tsx';
import { OpenIdCard } from './open-id-card.tsx';
import { PortalForm } from './portal-form.tsx';

const Look = () => {
  const { data, error, refetch } = useApi('getPortalSettings', {});
  if (data) return <PortalForm settings={data} />;
  if (error) return <ProblemAlert error={error} onRetry={refetch} />;
  return (
    <Grid>
      <Grid.Col span={{ base: 12, md: 6 }}>
        <Stack>
          <Skeleton height={120} radius="lg" />
          <Skeleton height={420} radius="lg" />
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 6 }}>
        <Skeleton height={420} radius="lg" />
      </Grid.Col>
    </Grid>
  );
};

const tabs = [
  { value: 'look', label: 'What it shows', content: () => <Look /> },
  {
    value: 'access',
    label: 'Host name and sign-in',
    content: () => (
      <Stack gap="md" maw={760}>
        <HostCard />
        <OpenIdCard />
      </Stack>
    ),
  },
];

/** What customers see of their own licences, how it looks, and how they come to it. */
const PortalSettingsPage = () => {
  const { data } = useApi('getPortalSettings', {});
  return (
    <Page
      title="Portal"
      subtitle="Where your customers see what they use"
      actions={
        data && (
          <Anchor href={data.url} target="_blank" rel="noreferrer" size="sm">
            {data.url} <IconExternalLink size={13} aria-hidden />
          </Anchor>
        )
      }
    >
      <PageTabs label="Portal" tabs={tabs} />
    </Page>
  );
};

export default PortalSettingsPage;
