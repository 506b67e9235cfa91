import { Page } from '../../../ui/page.tsx';
import { PageTabs } from '../../../ui/page-tabs.tsx';
import { ComingRenewals } from './coming-renewals.tsx';
import { Opportunities } from './opportunities.tsx';

const RenewalsPage = () => (
  <Page title="Renewals" subtitle="What ends, and what its history says">
    <PageTabs
      label="Renewals"
      tabs={[
        { value: 'coming', label: 'Coming', content: () => <ComingRenewals /> },
        { value: 'expand', label: 'Worth a call', content: () => <Opportunities kind="expand" /> },
        { value: 'risk', label: 'At risk', content: () => <Opportunities kind="risk" /> },
      ]}
    />
  </Page>
);

export default RenewalsPage;
