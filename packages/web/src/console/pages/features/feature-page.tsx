import { Button, Skeleton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useMay } from '../../../api/session.ts';
import { useApi } from '../../../api/use-api.ts';
import type { Row } from '../../../api/wire.ts';
import { Card } from '../../../ui/card.tsx';
import { FactsTable } from '../../../ui/facts-table.tsx';
import { nothing } from '../../../ui/format.ts';
import { Page } from '../../../ui/page.tsx';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { RowsCard } from '../../../ui/rows-card.tsx';
import { overdraftText } from '../../../ui/terms.ts';
import { DeleteFeature } from '../../catalogue/delete-feature.tsx';
import { FeatureDialog } from '../../catalogue/feature-dialog.tsx';
import { kindText, valueText } from '../../catalogue/feature-text.ts';
import type { Feature } from '../../catalogue/place.ts';
import { WhereLink } from '../../catalogue/where-link.tsx';

/** As many as a card can hold. */
const shownMax = 200;

const global = { level: 'global' } as const;

const heads = [
  { title: 'Set in' },
  { title: 'Value', align: 'right' },
  { title: 'Overdraft', align: 'right' },
] as const;

const rowOf = ({ type }: Feature) => {
  const row = (other: Row<'listFeatureValues'>) => ({
    key: `${other.productId} ${other.editionId}`,
    cells: [
      <WhereLink key="where" where={other} />,
      valueText({ type, value: other.value }),
      type === 'bool' ? '' : overdraftText(other.overdraftLimit, 'units'),
    ],
  });
  return row;
};

const LevelsCard = ({ feature }: { readonly feature: Feature }) => {
  const given = { params: { featureId: feature.id }, query: { pageSize: shownMax } };
  const { data, error, refetch } = useApi('listFeatureValues', given);
  return (
    <RowsCard
      title="Other values"
      subtitle="The nearest one holds: the edition’s, else the product’s, else that of all products"
      heads={heads}
      rows={data?.items.map(rowOf(feature))}
      total={data?.elementsTotal ?? 0}
      error={error}
      onRetry={refetch}
      empty="None: every product and edition has it as it stands above. They set their own on their pages."
    />
  );
};

/** A global feature, and where it is worth something else. */
const FeaturePage = () => {
  const { featureId = '' } = useParams({ strict: false }) as { featureId?: string };
  const { data, error, refetch } = useApi('getFeature', { params: { featureId } });
  const navigate = useNavigate();
  const mayChange = useMay('products:admin');
  const [isEditing, editing] = useDisclosure();
  const [isDeleting, deleting] = useDisclosure();
  return (
    <Page
      title={data?.key ?? 'Global feature'}
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
      {!data && !error && <Skeleton height={240} />}
      {data && (
        <>
          <Card title="In all products">
            <FactsTable
              facts={[
                ['Kind', kindText(data)],
                ['Value', valueText(data)],
                ...(data.type === 'bool'
                  ? []
                  : [['Overdraft', overdraftText(data.overdraftLimit, 'units')] as const]),
                ['Description', data.description ?? nothing],
                ['Id', <code key="id">{data.id}</code>],
              ]}
            />
          </Card>
          <LevelsCard feature={data} />
        </>
      )}
      {data && isEditing && <FeatureDialog place={global} feature={data} onClose={editing.close} />}
      {data && isDeleting && (
        <DeleteFeature
          place={global}
          feature={data}
          onDeleted={() => navigate({ to: '/features' })}
          onClose={deleting.close}
        />
      )}
    </Page>
  );
};

export default FeaturePage;
