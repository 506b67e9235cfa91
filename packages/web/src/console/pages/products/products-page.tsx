import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link, useNavigate } from '@tanstack/react-router';
import { useMay } from '../../../api/session.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { nameFilter, PlainList, type PlainShape } from '../../../ui/list/plain-list.tsx';
import { Page } from '../../../ui/page.tsx';
import { intervalText } from '../../../ui/terms.ts';
import { ProductDialog } from './product-dialog.tsx';

const shape: PlainShape<'listProducts'> = {
  sort: null,
  columns: [
    {
      key: 'name',
      title: 'Product',
      sortable: true,
      fixed: true,
      cell: ({ id, name }) => (
        <Link to="/products/$productId" params={{ productId: id }}>
          {name}
        </Link>
      ),
    },
    { key: 'description', title: 'Description', sortable: true, wide: true },
    {
      key: 'leasePeriod',
      title: 'Lease',
      sortable: true,
      cell: ({ leasePeriod }) => intervalText(leasePeriod),
    },
    {
      key: 'gracePeriod',
      title: 'Grace',
      sortable: true,
      cell: ({ gracePeriod }) => intervalText(gracePeriod),
    },
    {
      key: 'offlineLeasePeriod',
      title: 'Offline lease',
      sortable: true,
      hidden: true,
      cell: ({ offlineLeasePeriod }) => intervalText(offlineLeasePeriod),
    },
    { key: 'id', title: 'Id', hidden: true },
  ],
  filters: [nameFilter('Name')],
};

const ProductsPage = () => {
  const navigate = useNavigate();
  const mayChange = useMay('products:admin');
  const [isCreating, creating] = useDisclosure();
  const button = mayChange && <Button onClick={creating.open}>New product</Button>;
  return (
    <Page title="Products" actions={button}>
      <PlainList
        name="products"
        label="Products"
        operation="listProducts"
        file="exportProducts"
        shape={shape}
        rowKey={({ id }) => id}
        empty={
          <EmptyState title="No products yet" action={button}>
            A product is an application you license. It says how long a seat is leased, how long the grace
            period is, and which features an application can ask for. Its editions are what plans turn into
            offerings.
          </EmptyState>
        }
      />
      {isCreating && (
        <ProductDialog
          product={null}
          onSaved={(productId) => void navigate({ to: '/products/$productId', params: { productId } })}
          onClose={creating.close}
        />
      )}
    </Page>
  );
};

export default ProductsPage;
