import { Button, Text } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '../../../api/session.ts';
import { useApi } from '../../../api/use-api.ts';
import type { Row } from '../../../api/wire.ts';
import { nothing } from '../../../ui/format.ts';
import { RowActions } from '../../../ui/row-actions.tsx';
import { RowsCard } from '../../../ui/rows-card.tsx';
import { DeleteEdition } from './delete-edition.tsx';
import { EditionDialog } from './edition-dialog.tsx';

type Edition = Row<'listEditions'>;

const heads = [{ title: 'Edition' }, { title: 'Description' }, { title: 'Actions', align: 'right' }] as const;

/** Of one product; a product rarely has more than a handful. */
export const EditionsCard = ({ productId }: { readonly productId: string }) => {
  const mayChange = useMay('products:admin');
  const [editing, setEditing] = useState<Edition | 'new' | null>(null);
  const [deleting, setDeleting] = useState<Edition | null>(null);
  const { data, error, refetch } = useApi('listEditions', {
    params: { productId },
    query: { pageSize: 1000 },
  });
  const rowOf = (edition: Edition) => ({
    key: edition.id,
    cells: [
      <Link
        key="name"
        to="/products/$productId/editions/$editionId"
        params={{ productId, editionId: edition.id }}
      >
        {edition.name}
      </Link>,
      <Text key="description" size="sm" c="dimmed">
        {edition.description ?? nothing}
      </Text>,
      mayChange && (
        <RowActions
          key="actions"
          actions={[
            { label: `Edit ${edition.name}`, icon: IconPencil, onClick: () => setEditing(edition) },
            { label: `Delete ${edition.name}`, icon: IconTrash, onClick: () => setDeleting(edition) },
          ]}
        />
      ),
    ],
  });
  return (
    <>
      <RowsCard
        title="Editions"
        subtitle="What offerings sell of this product: the same application with other values"
        heads={mayChange ? heads : heads.slice(0, 2)}
        rows={data?.items.map(rowOf)}
        total={data?.elementsTotal ?? 0}
        error={error}
        onRetry={refetch}
        empty="None yet. An offering sells an edition: make one first."
        minWidth={320}
        actions={
          mayChange && (
            <Button size="compact-sm" variant="default" onClick={() => setEditing('new')}>
              New edition
            </Button>
          )
        }
      />
      {editing && (
        <EditionDialog
          productId={productId}
          edition={editing === 'new' ? null : editing}
          onClose={() => setEditing(null)}
        />
      )}
      {deleting && <DeleteEdition edition={deleting} onClose={() => setDeleting(null)} />}
    </>
  );
};
