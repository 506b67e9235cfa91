import { Button, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useChange } from '../../../api/use-api.ts';
import type { Row } from '../../../api/wire.ts';
import { ActionMenu } from '../../../ui/action-menu.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { DeleteDialog } from '../../../ui/form/delete-dialog.tsx';
import { formatDate, nothing } from '../../../ui/format.ts';
import { nameFilter, PlainList, type PlainShape } from '../../../ui/list/plain-list.tsx';
import { Page } from '../../../ui/page.tsx';
import { ThresholdForm } from './threshold-form.tsx';
import { conditionText, consequenceText, Place } from './words.tsx';

type Threshold = Row<'listThresholds'>;

const ThresholdActions = ({ threshold }: { readonly threshold: Threshold }) => {
  const [open, setOpen] = useState<'edit' | 'delete' | null>(null);
  const { mutateAsync: update } = useChange('updateThreshold');
  const { mutateAsync: remove } = useChange('deleteThreshold');
  const given = { params: { thresholdId: threshold.id } };
  const close = () => setOpen(null);
  return (
    <>
      <ActionMenu
        of={`the threshold at ${conditionText(threshold)}`}
        actions={[
          { label: 'Edit', onClick: () => setOpen('edit') },
          { label: 'Delete', onClick: () => setOpen('delete'), isHarsh: true },
        ]}
      />
      {open === 'edit' && (
        <ThresholdForm threshold={threshold} onSave={(body) => update({ ...given, body })} onClose={close} />
      )}
      {open === 'delete' && (
        <DeleteDialog
          title="Delete the threshold?"
          name={null}
          onDelete={() => remove(given)}
          onClose={close}
        >
          Nobody is told any more when {conditionText(threshold)}.
        </DeleteDialog>
      )}
    </>
  );
};

const quietText = ({ quietHours }: Threshold): string =>
  quietHours ? `${quietHours.from} to ${quietHours.until}` : nothing;

const shape: PlainShape<'listThresholds'> = {
  sort: null,
  columns: [
    {
      key: 'value',
      title: 'When',
      sortable: true,
      fixed: true,
      cell: (threshold) => conditionText(threshold),
    },
    { key: 'place', title: 'Of', cell: (threshold) => <Place {...threshold} /> },
    {
      key: 'mail',
      title: 'Then',
      wide: true,
      cell: ({ mail, customerId }) => consequenceText(mail, customerId !== null),
    },
    { key: 'quietHours', title: 'No mails', wide: true, cell: quietText },
    {
      key: 'createdAt',
      title: 'Created',
      sortable: true,
      hidden: true,
      cell: ({ createdAt }) => formatDate(createdAt),
    },
    { key: 'id', title: 'Id', hidden: true },
    {
      key: 'actions',
      title: 'Actions',
      fixed: true,
      align: 'right',
      cell: (threshold) =>
        threshold.customerId === null ? (
          <ThresholdActions threshold={threshold} />
        ) : (
          <Text size="xs" c="dimmed">
            the customer's own
          </Text>
        ),
    },
  ],
  filters: [nameFilter('Any name')],
};

const ThresholdsPage = () => {
  const [isCreating, setCreating] = useState(false);
  const { mutateAsync: create } = useChange('createThreshold');
  const begin = (
    <Button leftSection={<IconPlus size={15} aria-hidden />} onClick={() => setCreating(true)}>
      New threshold
    </Button>
  );
  return (
    <Page title="Thresholds" actions={begin}>
      <PlainList
        name="thresholds"
        label="Thresholds"
        operation="listThresholds"
        file="exportThresholds"
        shape={shape}
        rowKey={({ id }) => id}
        empty={
          <EmptyState title="No thresholds yet" action={begin}>
            A threshold tells your people or the customer before seats run out: at 90 % of the bought seats,
            say. It tells once, and again only after use has fallen below it.
          </EmptyState>
        }
      />
      {isCreating && (
        <ThresholdForm
          threshold={null}
          onSave={(body) => create({ body })}
          onClose={() => setCreating(false)}
        />
      )}
    </Page>
  );
};

export default ThresholdsPage;
