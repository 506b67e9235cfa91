import { Button, Skeleton, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useNavigate, useParams } from '@tanstack/react-router';
import { call } from '../../../api/call.ts';
import { useMay } from '../../../api/session.ts';
import { useApi } from '../../../api/use-api.ts';
import { useChanging } from '../../../api/use-changing.ts';
import type { Reply } from '../../../api/wire.ts';
import { Card } from '../../../ui/card.tsx';
import { FactsTable } from '../../../ui/facts-table.tsx';
import { DeleteDialog } from '../../../ui/form/delete-dialog.tsx';
import { notifyDone } from '../../../ui/notify.ts';
import { Page } from '../../../ui/page.tsx';
import { PageTabs } from '../../../ui/page-tabs.tsx';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { intervalText } from '../../../ui/terms.ts';
import { AttributesCard } from '../../catalogue/attributes-card.tsx';
import { FeaturesCard } from '../../catalogue/features-card.tsx';
import { OfferingsCard } from '../../catalogue/offerings-card.tsx';
import { EditionsCard } from './editions-card.tsx';
import { ProductDialog } from './product-dialog.tsx';

type Product = Reply<'getProduct'>;

const DeleteProduct = ({ product, onClose }: { readonly product: Product; readonly onClose: () => void }) => {
  const navigate = useNavigate();
  const changing = useChanging();
  const remove = () =>
    changing(async () => {
      await call('deleteProduct', { params: { productId: product.id } });
      await navigate({ to: '/products' });
      notifyDone(`The product ${product.name} is deleted.`);
    });
  return (
    <DeleteDialog title="Delete the product?" name={product.name} onDelete={remove} onClose={onClose}>
      Its editions, its own features and attributes, and its values of global ones go with it. Plans and
      global features stay. A product that an offering sells, or that was sold, cannot be deleted.
    </DeleteDialog>
  );
};

const PeriodsCard = ({ product }: { readonly product: Product }) => (
  <Card title="Periods" subtitle="They hold for every entitlement that has none of its own">
    <FactsTable
      facts={[
        ['Lease', intervalText(product.leasePeriod)],
        ['Offline lease', intervalText(product.offlineLeasePeriod)],
        ['Grace', intervalText(product.gracePeriod)],
        ['Id', <code key="id">{product.id}</code>],
      ]}
    />
    <Text size="sm" c="dimmed" mt="xs">
      An application asks for its seat again before the lease ends; a seat that was not asked for again is
      free.
    </Text>
  </Card>
);

const ProductPage = () => {
  const { productId = '' } = useParams({ strict: false }) as { productId?: string };
  const { data, error, refetch } = useApi('getProduct', { params: { productId } });
  const mayChange = useMay('products:admin');
  const [isEditing, editing] = useDisclosure();
  const [isDeleting, deleting] = useDisclosure();
  return (
    <Page
      title={data?.name ?? 'Product'}
      actions={
        data &&
        mayChange && (
          <>
            <Button variant="default" onClick={deleting.open}>
              Delete
            </Button>
            <Button onClick={editing.open}>Edit</Button>
          </>
        )
      }
    >
      {error && <ProblemAlert error={error} onRetry={refetch} />}
      {!data && !error && <Skeleton height={360} />}
      {data?.description && (
        <Text c="dimmed" mt="calc(-1 * var(--mantine-spacing-xs))">
          {data.description}
        </Text>
      )}
      {data && (
        <PageTabs
          label={`Parts of ${data.name}`}
          tabs={[
            { value: 'editions', label: 'Editions', content: () => <EditionsCard productId={productId} /> },
            {
              value: 'features',
              label: 'Features',
              content: () => <FeaturesCard place={{ level: 'product', productId }} />,
            },
            {
              value: 'attributes',
              label: 'Attributes',
              content: () => <AttributesCard place={{ level: 'product', productId }} />,
            },
            {
              value: 'offerings',
              label: 'Offerings',
              content: () => <OfferingsCard query={{ productId }} />,
            },
            { value: 'periods', label: 'Periods', content: () => <PeriodsCard product={data} /> },
          ]}
        />
      )}
      {data && isEditing && <ProductDialog product={data} onClose={editing.close} />}
      {data && isDeleting && <DeleteProduct product={data} onClose={deleting.close} />}
    </Page>
  );
};

export default ProductPage;
