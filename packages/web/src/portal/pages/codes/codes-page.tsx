import { ActionIcon, Code, CopyButton, Group, Stack, Text, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useApi } from '../../../api/use-api.ts';
import { Card } from '../../../ui/card.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Page } from '../../../ui/page.tsx';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { MorePages, usePages } from '../../parts/more-pages.tsx';
import { PageLoading } from '../../shell/fallbacks.tsx';
import { useTexts } from '../../texts/use-texts.tsx';

const ActivationCode = ({ code }: { readonly code: string }) => {
  const { codes: words, common } = useTexts();
  return (
    <Group gap="xs">
      <Code fz="md" style={{ overflowWrap: 'anywhere' }}>
        {code}
      </Code>
      <CopyButton value={code}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? common.copied : common.copy}>
            <ActionIcon variant="subtle" color="gray" aria-label={words.copyOf(code)} onClick={copy}>
              {copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </Group>
  );
};

/** What applications are activated with, by order. */
const CodesPage = () => {
  const { codes: words, orders, common } = useTexts();
  const pages = usePages(20);
  const { data, error, refetch } = useApi('listPortalCodes', { query: pages.query });
  if (error && !data) return <ProblemAlert error={error} onRetry={refetch} />;
  if (!data) return <PageLoading />;
  return (
    <Page title={words.title}>
      <Text c="dimmed" mt={-8}>
        {words.hint}
      </Text>
      {data.items.length === 0 && <EmptyState title={words.emptyTitle}>{words.empty}</EmptyState>}
      {data.items.map(({ entitlementGroupId, orderRefId, activationCodes, entitlements }) => (
        <Card
          key={entitlementGroupId}
          title={orderRefId ?? orders.unnamed}
          subtitle={words.of(common.list(entitlements.map(({ offeringName }) => offeringName)))}
        >
          <Stack gap="xs">
            {activationCodes.length === 0 && <Text c="dimmed">{words.none}</Text>}
            {activationCodes.map((code) => (
              <ActivationCode key={code} code={code} />
            ))}
          </Stack>
        </Card>
      ))}
      <MorePages shown={data.items.length} total={data.elementsTotal} onMore={pages.more} />
    </Page>
  );
};

export default CodesPage;
