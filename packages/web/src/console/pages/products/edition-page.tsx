import { Button, Skeleton, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useMay } from '../../../api/session.ts';
import { useApi } from '../../../api/use-api.ts';
import { Page } from '../../../ui/page.tsx';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { AttributesCard } from '../../catalogue/attributes-card.tsx';
import { FeaturesCard } from '../../catalogue/features-card.tsx';
import { DeleteEdition } from './delete-edition.tsx';
import { EditionDialog } from './edition-dialog.tsx';

/** An edition: what it says of features and attributes, and what it leaves to its product. */
const EditionPage = () => {
  const params = useParams({ strict: false }) as { productId?: string; editionId?: string };
  const { productId = '', editionId = '' } = params;
  const { data, error, refetch } = useApi('getEdition', { params: { productId, editionId } });
  const product = useApi('getProduct', { params: { productId } });
  const navigate = useNavigate();
  const mayChange = useMay('products:admin');
  const [isEditing, editing] = useDisclosure();
  const [isDeleting, deleting] = useDisclosure();
  const place = { level: 'edition', productId, editionId } as const;
  return (
    <Page
      title={data?.name ?? 'Edition'}
      subtitle={
        <>
          an edition of{' '}
          <Link to="/products/$productId" params={{ productId }}>
            {product.data?.name ?? 'its product'}
          </Link>
        </>
      }
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
        <>
          <FeaturesCard place={place} />
          <AttributesCard place={place} />
        </>
      )}
      {data && isEditing && <EditionDialog productId={productId} edition={data} onClose={editing.close} />}
      {data && isDeleting && (
        <DeleteEdition
          edition={data}
          onDeleted={() => navigate({ to: '/products/$productId', params: { productId } })}
          onClose={deleting.close}
        />
      )}
    </Page>
  );
};

export default EditionPage;
