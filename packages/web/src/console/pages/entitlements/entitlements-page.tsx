import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMay } from '../../../api/session.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { formatNumber, words } from '../../../ui/format.ts';
import listClasses from '../../../ui/list/list.module.css';
import {
  choices,
  customerLink,
  dateColumn,
  entitlementLink,
  numberColumn,
  numberOf,
  textColumn,
  textOf,
  wordColumn,
} from '../../../ui/list/report-columns.tsx';
import { ReportList, type ReportRow, type ReportShape } from '../../../ui/list/report-list.tsx';
import { Page } from '../../../ui/page.tsx';
import { type State, StateBadge, stateOfSeats } from '../../../ui/state-badge.tsx';
import { useUrlSearch } from '../../../ui/use-url-search.ts';
import { SellDialog } from '../../selling/sell-dialog.tsx';

/** Bought and allowed overdraft apart: `103 / 100 + 20`. */
const seatsCell = (row: ReportRow) => {
  const overdraft = numberOf(row, 'overdraftSeatCount');
  const allowed =
    overdraft === null ? ' +\u00a0unlimited' : overdraft > 0 ? ` +\u00a0${formatNumber(overdraft)}` : '';
  const figures = `${formatNumber(numberOf(row, 'seatsUsed'))}\u00a0/\u00a0${formatNumber(numberOf(row, 'seatCount'))}`;
  return <span className={listClasses.loose}>{`${figures}${allowed}`}</span>;
};

/** What keeps it from being used comes first, then how full it is. */
const stateCell = (row: ReportRow) => {
  const status = textOf(row, 'status') ?? '';
  if (status !== 'active' && status !== 'gracePeriod')
    return <StateBadge state="off">{words(status)}</StateBadge>;
  const used = numberOf(row, 'seatsUsed') ?? 0;
  const [state, label]: [State, string] = stateOfSeats(
    used,
    numberOf(row, 'seatCount') ?? 0,
    numberOf(row, 'hardCap'),
  );
  return <StateBadge state={state}>{status === 'gracePeriod' ? `${label}, in grace` : label}</StateBadge>;
};

const shape: ReportShape = {
  always: ['entitlementId', 'customerId', 'status'],
  sort: { column: 'customerName', descending: false },
  columns: [
    {
      key: 'offeringName',
      title: 'Entitlement',
      fixed: true,
      sortable: true,
      cell: entitlementLink,
    },
    { key: 'customerName', title: 'Customer', sortable: true, wide: true, cell: customerLink },
    textColumn('productName', 'Product'),
    {
      key: 'seatsUsed',
      title: 'Seats',
      sortable: true,
      align: 'right',
      needs: ['seatsUsed', 'seatCount', 'overdraftSeatCount'],
      cell: seatsCell,
    },
    {
      key: 'status',
      title: 'State',
      needs: ['status', 'seatsUsed', 'seatCount', 'hardCap'],
      cell: stateCell,
    },
    numberColumn('overdraftSeatsUsed', 'In overdraft'),
    { ...numberColumn('seatUtilizationRate', 'Used, %'), hidden: true },
    dateColumn('expiryDate', 'Ends'),
    textColumn('sku', 'SKU', { hidden: true }),
    textColumn('orderRefId', 'Order', { hidden: true }),
    textColumn('planName', 'Plan', { hidden: true }),
    wordColumn('licenseType', 'Licence type', { hidden: true }),
    wordColumn('concurrencyMode', 'Counting', { hidden: true }),
    dateColumn('activationDate', 'Began', { hidden: true }),
    dateColumn('creationDate', 'Created', { hidden: true }),
  ],
  filters: [
    { key: 'customerName', label: 'Customer', kind: 'text' },
    { key: 'offeringName', label: 'Offering', kind: 'text' },
    {
      key: 'use',
      label: 'Use',
      kind: 'choice',
      options: [
        { value: 'overdraft', label: 'in overdraft' },
        { value: 'full', label: 'none available' },
      ],
      ask: (value) =>
        value === 'overdraft'
          ? [{ column: 'overdraftSeatsUsed', operator: 'gt', value: 0 }]
          : [{ column: 'seatsAvailable', operator: 'eq', value: 0 }],
    },
    {
      key: 'status',
      label: 'Status',
      kind: 'choice',
      options: choices(
        'active',
        'gracePeriod',
        'expired',
        'created',
        'disabled',
        'customerDisabled',
        'exported',
      ),
    },
  ],
};

const EntitlementsPage = () => {
  const [search, setSearch] = useUrlSearch();
  const maySell = useMay('entitlements:create');
  const isSelling = maySell && search.sell !== undefined;
  // `?sell=<offering>`: the way here from an offering.
  const offeringId = search.sell?.startsWith('off_') ? search.sell : null;
  const sell = <Button onClick={() => setSearch({ sell: 'new' })}>Sell</Button>;
  return (
    <Page title="Entitlements" actions={maySell && sell}>
      <ReportList
        name="entitlements"
        label="Entitlements"
        subject="entitlements"
        shape={shape}
        rowKey={({ entitlementId }) => String(entitlementId)}
        empty={
          <EmptyState
            title="Nothing sold yet"
            action={
              maySell ? (
                sell
              ) : (
                <Button component={Link} to="/offerings">
                  See what can be sold
                </Button>
              )
            }
          >
            An entitlement is an offering that a customer has bought: so many seats, and so many more in
            overdraft. It begins with an order of an offering.
          </EmptyState>
        }
      />
      {isSelling && (
        <SellDialog
          offeringId={offeringId}
          onClose={() => setSearch({ sell: undefined }, { replace: true })}
        />
      )}
    </Page>
  );
};

export default EntitlementsPage;
