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
import { AttributeDialog } from '../../catalogue/attribute-dialog.tsx';
import { rulesText, typeText } from '../../catalogue/attribute-text.ts';
import { DeleteAttribute } from '../../catalogue/delete-attribute.tsx';
import { WhereLink } from '../../catalogue/where-link.tsx';

/** As many as a card can hold. */
const shownMax = 200;

const global = { level: 'global' } as const;

const heads = [{ title: 'Set in' }, { title: 'Value' }] as const;

const rowOf = (other: Row<'listAttributeValues'>) => ({
  key: `${other.productId} ${other.editionId}`,
  cells: [<WhereLink key="where" where={other} />, other.value ?? nothing],
});

const LevelsCard = ({ attributeId }: { readonly attributeId: string }) => {
  const given = { params: { attributeId }, query: { pageSize: shownMax } };
  const { data, error, refetch } = useApi('listAttributeValues', given);
  return (
    <RowsCard
      title="Other values"
      subtitle="The nearest one holds: the edition’s, else the product’s, else that of all products"
      heads={heads}
      rows={data?.items.map(rowOf)}
      total={data?.elementsTotal ?? 0}
      error={error}
      onRetry={refetch}
      empty="None: every product and edition has it as it stands above. They set their own on their pages."
    />
  );
};

/** A global attribute, and where it says something else. */
const AttributePage = () => {
  const { attributeId = '' } = useParams({ strict: false }) as { attributeId?: string };
  const { data, error, refetch } = useApi('getAttribute', { params: { attributeId } });
  const navigate = useNavigate();
  const mayChange = useMay('products:admin');
  const [isEditing, editing] = useDisclosure();
  const [isDeleting, deleting] = useDisclosure();
  return (
    <Page
      title={data?.key ?? 'Global attribute'}
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
                ['Kind', typeText(data)],
                ['Value', data.value ?? nothing],
                ['It has to be', rulesText(data) || 'anything'],
                ['Id', <code key="id">{data.id}</code>],
              ]}
            />
          </Card>
          <LevelsCard attributeId={attributeId} />
        </>
      )}
      {data && isEditing && <AttributeDialog place={global} attribute={data} onClose={editing.close} />}
      {data && isDeleting && (
        <DeleteAttribute
          place={global}
          attribute={data}
          onDeleted={() => navigate({ to: '/attributes' })}
          onClose={deleting.close}
        />
      )}
    </Page>
  );
};

export default AttributePage;
