import { Anchor, Grid, Skeleton, Stack } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { useApi } from '../../../api/use-api.ts';
import { Page } from '../../../ui/page.tsx';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { PortalForm } from './portal-form.tsx';

/** What customers see of their own licences, and how it looks. */
const PortalSettingsPage = () => {
  const { data, error, refetch } = useApi('getPortalSettings', {});
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
      {error && <ProblemAlert error={error} onRetry={refetch} />}
      {!data && !error && (
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
      )}
      {data && <PortalForm settings={data} />}
    </Page>
  );
};

export default PortalSettingsPage;
