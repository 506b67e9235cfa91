import { Box } from '@mantine/core';
import { Page } from '../../../ui/page.tsx';
import { PageTabs } from '../../../ui/page-tabs.tsx';
import { SenderCard } from './sender-card.tsx';
import { StopList } from './stop-list.tsx';
import { TemplateList } from './template-list.tsx';

const tabs = [
  { value: 'templates', label: 'Templates', content: () => <TemplateList /> },
  {
    value: 'sender',
    label: 'Sender',
    content: () => (
      <Box maw={760}>
        <SenderCard />
      </Box>
    ),
  },
  { value: 'stops', label: 'Stopped', content: () => <StopList /> },
];

/** The mails the account sends. */
const MailPage = () => (
  <Page title="Mails" subtitle="Invitations, thresholds and notices that licences end">
    <PageTabs label="Mails" tabs={tabs} />
  </Page>
);

export default MailPage;
