import { SimpleGrid } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useApi } from '../../../api/use-api.ts';
import type { Row } from '../../../api/wire.ts';
import { rangeOf, ranges } from '../../../charts/range.ts';
import { count, formatDate } from '../../../ui/format.ts';
import { Page } from '../../../ui/page.tsx';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { StateBadge, stateOfSeats } from '../../../ui/state-badge.tsx';
import { type UrlSearch, useUrlSearch } from '../../../ui/use-url-search.ts';
import { hoursText, seatsText } from '../../evidence/figures.ts';
import { OwnerSelect } from '../../evidence/owner-select.tsx';
import { Pick } from '../../evidence/pick.tsx';
import { RangePicker } from '../../evidence/range-picker.tsx';
import { UsagePanel } from '../../evidence/usage-panel.tsx';
import { Denials, InOverdraft, Opportunities, Renewals } from './lists.tsx';
import { OverdraftsCard } from './overdrafts-card.tsx';
import { SummaryCards } from './summary-cards.tsx';

const short = { pageNumber: 1, pageSize: 5 };

/** What the address filters by. */
const useFilter = () => {
  const [search] = useUrlSearch();
  const { productId, ownerUserId } = search;
  const filter = { ...(productId ? { productId } : {}), ...(ownerUserId ? { ownerUserId } : {}) };
  // The lists keep their range when the chart is zoomed.
  const { range, since, until } = search;
  const { from, to, preset } = rangeOf({ range, since, until }, Date.now());
  return { filter, preset, inRange: { ...filter, from, to } };
};

const Filters = () => {
  const [search, setSearch] = useUrlSearch();
  // What was selected may not be among those that another filter leaves.
  const filter = (next: UrlSearch) => setSearch({ ...next, entitlement: undefined });
  return (
    <>
      <RangePicker />
      <Pick
        kind="product"
        aria-label="Product"
        placeholder="All products"
        w={180}
        value={search.productId ?? ''}
        onChange={(productId) => filter({ productId })}
      />
      <OwnerSelect value={search.ownerUserId ?? ''} onChange={(ownerUserId) => filter({ ownerUserId })} />
    </>
  );
};

const deniedText = ({ deniedAttempts, deniedSeats }: Row<'listDashboardOverdrafts'>): string =>
  deniedAttempts === 0
    ? 'nobody denied'
    : `${count(deniedAttempts, 'denied request')} by ${count(deniedSeats, 'person', 'people')}`;

const DashboardPage = () => {
  const [search, setSearch] = useUrlSearch();
  const { filter, preset, inRange } = useFilter();
  const summary = useApi('getDashboardSummary', { query: inRange });
  const overdrafts = useApi('listDashboardOverdrafts', {
    query: { ...inRange, pageNumber: 1, pageSize: 10 },
  });
  const inOverdraft = useApi('listEntitlementsInOverdraft', { query: { ...filter, ...short } });
  const denials = useApi('listDashboardDenials', { query: { ...inRange, ...short } });
  const renewals = useApi('listDashboardRenewals', { query: { ...filter, ...short } });
  const opportunities = useApi('listOpportunities', { query: { ...filter, ...short } });
  const all = [summary, overdrafts, inOverdraft, denials, renewals, opportunities];
  const failed = all.find(({ error }) => error);
  const items = overdrafts.data?.items ?? [];
  const selected = items.find(({ entitlementId }) => entitlementId === search.entitlement) ?? items[0];
  const rangeLabel = ranges.find(({ value }) => value === preset)?.label;
  const [state, word] = selected
    ? stateOfSeats(selected.used, selected.bought, selected.hardCap)
    : (['off', ''] as const);
  const name = selected
    ? `${selected.customer?.name ?? 'Without a customer'}, ${selected.offering.name}`
    : '';
  return (
    <Page
      title="Dashboard"
      subtitle={`${rangeLabel ? `last ${rangeLabel}` : `${formatDate(inRange.from)} to ${formatDate(inRange.to)}`}${summary.data ? `, ${summary.data.timeZone}` : ''}`}
      actions={<Filters />}
    >
      {failed?.error && <ProblemAlert error={failed.error} onRetry={() => void failed.refetch()} />}
      <SummaryCards data={summary.data} />
      {selected && (
        <UsagePanel
          isRanged
          entitlementId={selected.entitlementId}
          label={`Seats in use, ${name}`}
          title={
            <>
              <Link to="/entitlements/$entitlementId" params={{ entitlementId: selected.entitlementId }}>
                {name}
              </Link>{' '}
              <StateBadge state={state}>{word}</StateBadge>
            </>
          }
          subtitle={`${seatsText(selected.used, selected.bought, selected.hardCap)} seats. ${hoursText(selected.overdraftSeconds)} in overdraft, ${deniedText(selected)}.`}
        />
      )}
      <OverdraftsCard
        data={overdrafts.data}
        selectedId={selected?.entitlementId ?? null}
        onSelect={(entitlement) => setSearch({ entitlement })}
      />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
        <Opportunities items={opportunities.data?.items} />
        <Renewals items={renewals.data?.items} />
        <InOverdraft items={inOverdraft.data?.items} />
        <Denials items={denials.data?.items} />
      </SimpleGrid>
    </Page>
  );
};

export default DashboardPage;
