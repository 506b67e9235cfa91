import { SimpleGrid } from '@mantine/core';
import { useApi } from '../../../api/use-api.ts';
import type { Reply } from '../../../api/wire.ts';
import { bucketOf, rangeOf } from '../../../charts/range.ts';
import { useUrlSearch } from '../../../ui/use-url-search.ts';
import { UsagePanel } from '../../evidence/usage-panel.tsx';
import classes from './entitlement.module.css';
import { FactsCard } from './facts-card.tsx';
import { InsightCard } from './insight-card.tsx';
import type { RenewalAsked } from './renew-dialog.tsx';
import { WhatIfCard } from './what-if-card.tsx';

interface OverviewProps {
  readonly entitlement: Reply<'getEntitlement'>;
  readonly group: Reply<'getEntitlementGroup'> | undefined;
  /** Of the customer, or of the offering where there is none. */
  readonly name: string;
  readonly onEdit: () => void;
  readonly onRenew: (asked: RenewalAsked) => void;
}

/** What was sold, how it is used, and what the next term needs. */
export const Overview = ({ entitlement, group, name, onEdit, onRenew }: OverviewProps) => {
  const [search] = useUrlSearch();
  const range = rangeOf(search, Date.now());
  // The same question as the chart's, so it is asked once.
  const history = useApi('getUsageHistory', {
    params: { entitlementId: entitlement.id },
    query: { from: range.from, to: range.to, bucket: bucketOf(range) },
  });
  return (
    <>
      <div className={classes.top}>
        <FactsCard entitlement={entitlement} group={group} current={history.data?.current} onEdit={onEdit} />
        <UsagePanel entitlementId={entitlement.id} title="Seats in use" label={`Seats in use, ${name}`} />
      </div>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md" mt="md" style={{ alignItems: 'start' }}>
        <WhatIfCard key={entitlement.id} entitlement={entitlement} onRenew={onRenew} />
        <InsightCard entitlementId={entitlement.id} expiryDate={entitlement.expiryDate} />
      </SimpleGrid>
    </>
  );
};
