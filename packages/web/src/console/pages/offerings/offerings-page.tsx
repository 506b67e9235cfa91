import { EmptyState } from '../../../ui/empty-state.tsx';
import { formatNumber, nothing, words } from '../../../ui/format.ts';
import { PlainList, type PlainShape } from '../../../ui/list/plain-list.tsx';
import { Page } from '../../../ui/page.tsx';
import { overdraftText } from '../../../ui/terms.ts';

const shape: PlainShape<'listOfferings'> = {
  sort: null,
  columns: [
    { key: 'name', title: 'Offering', fixed: true },
    { key: 'sku', title: 'SKU', wide: true },
    {
      key: 'edition',
      title: 'Product',
      wide: true,
      cell: ({ edition }) => `${edition?.product?.name ?? ''} ${edition?.name ?? nothing}`.trim(),
    },
    { key: 'plan', title: 'Plan', wide: true, cell: ({ plan }) => plan?.name ?? nothing },
    { key: 'seatCount', title: 'Seats', align: 'right', cell: ({ seatCount }) => formatNumber(seatCount) },
    {
      key: 'overdraftSeatLimit',
      title: 'Overdraft',
      align: 'right',
      cell: ({ overdraftSeatLimit }) => overdraftText(overdraftSeatLimit),
    },
    {
      key: 'concurrencyMode',
      title: 'Counting',
      hidden: true,
      cell: ({ concurrencyMode }) => words(concurrencyMode),
    },
    { key: 'description', title: 'Description', hidden: true },
    { key: 'id', title: 'Id', hidden: true },
  ],
  filters: [],
};

const OfferingsPage = () => (
  <Page title="Offerings">
    <PlainList
      name="offerings"
      label="Offerings"
      operation="listOfferings"
      shape={shape}
      query={() => ({ expand: 'edition,plan' })}
      rowKey={({ id }) => id}
      empty={
        <EmptyState title="Nothing is for sale yet">
          An offering is an edition of a product under a plan, with a SKU: so many seats, and how many more
          may be used in overdraft before the next one is denied.
        </EmptyState>
      }
    />
  </Page>
);

export default OfferingsPage;
