import { EmptyState } from '../../../ui/empty-state.tsx';
import { PlainList, type PlainShape } from '../../../ui/list/plain-list.tsx';
import { Page } from '../../../ui/page.tsx';
import { intervalText } from '../../../ui/terms.ts';

const shape: PlainShape<'listProducts'> = {
  sort: null,
  columns: [
    { key: 'name', title: 'Product', fixed: true },
    { key: 'description', title: 'Description', wide: true },
    { key: 'leasePeriod', title: 'Lease', cell: ({ leasePeriod }) => intervalText(leasePeriod) },
    { key: 'gracePeriod', title: 'Grace', cell: ({ gracePeriod }) => intervalText(gracePeriod) },
    {
      key: 'offlineLeasePeriod',
      title: 'Offline lease',
      hidden: true,
      cell: ({ offlineLeasePeriod }) => intervalText(offlineLeasePeriod),
    },
    { key: 'id', title: 'Id', hidden: true },
  ],
  filters: [],
};

const ProductsPage = () => (
  <Page title="Products">
    <PlainList
      name="products"
      label="Products"
      operation="listProducts"
      shape={shape}
      rowKey={({ id }) => id}
      empty={
        <EmptyState title="No products yet">
          A product is an application you license. It says how long a seat is leased, how long the grace
          period is, and which features an application can ask for. Its editions are what plans turn into
          offerings.
        </EmptyState>
      }
    />
  </Page>
);

export default ProductsPage;
