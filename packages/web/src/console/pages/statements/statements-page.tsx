import { Button } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useMay } from '../../../api/session.ts';
import { Page } from '../../../ui/page.tsx';
import { PageTabs } from '../../../ui/page-tabs.tsx';
import { Pick } from '../../evidence/pick.tsx';
import { StatementLines } from './statement-lines.tsx';
import { StatementList } from './statement-list.tsx';

/** The draft of a customer's open period. */
const OpenDraft = () => {
  const navigate = useNavigate();
  return (
    <Pick
      kind="customer"
      aria-label="Draft of a customer"
      placeholder="Draft of a customer…"
      w={220}
      value=""
      onChange={(customerId) => {
        if (customerId) void navigate({ to: '/statements/draft/$customerId', params: { customerId } });
      }}
    />
  );
};

const StatementsPage = () => {
  const mayFind = useMay('customers:read', 'customers:admin');
  return (
    <Page
      title="Statements"
      subtitle="Closed by themselves when a billing period is over"
      actions={
        <>
          {mayFind && <OpenDraft />}
          <Button variant="default" component={Link} to="/rates">
            Rates
          </Button>
        </>
      }
    >
      <PageTabs
        label="Statements"
        tabs={[
          { value: 'statements', label: 'Statements', content: () => <StatementList /> },
          { value: 'lines', label: 'All lines', content: () => <StatementLines /> },
        ]}
      />
    </Page>
  );
};

export default StatementsPage;
