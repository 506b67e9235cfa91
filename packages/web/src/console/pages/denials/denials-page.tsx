import { Page } from '../../../ui/page.tsx';
import { PageTabs } from '../../../ui/page-tabs.tsx';
import { AllDenials } from './all-denials.tsx';
import { DenialsByEntitlement } from './by-entitlement.tsx';

const DenialsPage = () => (
  <Page title="Denials" subtitle="Requests that would have passed the hard cap">
    <PageTabs
      label="Denials"
      tabs={[
        { value: 'entitlements', label: 'By entitlement', content: () => <DenialsByEntitlement /> },
        { value: 'all', label: 'Who, when, why', content: () => <AllDenials /> },
      ]}
    />
  </Page>
);

export default DenialsPage;
