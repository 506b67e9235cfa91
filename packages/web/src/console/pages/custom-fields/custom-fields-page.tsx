import { Button, Code } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useChange } from '../../../api/use-api.ts';
import type { Row } from '../../../api/wire.ts';
import { ActionMenu } from '../../../ui/action-menu.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { DeleteDialog } from '../../../ui/form/delete-dialog.tsx';
import { nothing } from '../../../ui/format.ts';
import { nameFilter, PlainList, type PlainShape } from '../../../ui/list/plain-list.tsx';
import { Page } from '../../../ui/page.tsx';
import { CustomFieldForm } from './custom-field-form.tsx';

type Field = Row<'listCustomFields'>;

const FieldActions = ({ field }: { readonly field: Field }) => {
  const [open, setOpen] = useState<'edit' | 'delete' | null>(null);
  const { mutateAsync: update } = useChange('updateCustomField');
  const { mutateAsync: remove } = useChange('deleteCustomField');
  const given = { params: { customFieldId: field.id } };
  const close = () => setOpen(null);
  return (
    <>
      <ActionMenu
        of={field.displayName ?? field.key}
        actions={[
          { label: 'Edit', onClick: () => setOpen('edit') },
          { label: 'Delete', onClick: () => setOpen('delete'), isHarsh: true },
        ]}
      />
      {open === 'edit' && (
        <CustomFieldForm field={field} onSave={(body) => update({ ...given, body })} onClose={close} />
      )}
      {open === 'delete' && (
        <DeleteDialog
          title={`Delete ${field.displayName ?? field.key}?`}
          name={null}
          onDelete={() => remove(given)}
          onClose={close}
        >
          A field that something has a value in is not deleted: nothing is lost by this.
        </DeleteDialog>
      )}
    </>
  );
};

const shape: PlainShape<'listCustomFields'> = {
  sort: null,
  columns: [
    {
      key: 'displayName',
      title: 'Name',
      sortable: true,
      fixed: true,
      cell: ({ displayName, key }) => displayName ?? key,
    },
    { key: 'entityType', title: 'Of', sortable: true, cell: ({ entityType }) => `${entityType}s` },
    { key: 'key', title: 'Key', sortable: true, wide: true, cell: ({ key }) => <Code>{key}</Code> },
    { key: 'group', title: 'Group', sortable: true, wide: true, cell: ({ group }) => group ?? nothing },
    {
      key: 'unique',
      title: 'Unique',
      sortable: true,
      wide: true,
      cell: ({ unique }) => (unique ? 'yes' : 'no'),
    },
    { key: 'id', title: 'Id', hidden: true },
    {
      key: 'actions',
      title: 'Actions',
      fixed: true,
      align: 'right',
      cell: (field) => <FieldActions field={field} />,
    },
  ],
  filters: [nameFilter('Name or key')],
};

const CustomFieldsPage = () => {
  const [isCreating, setCreating] = useState(false);
  const { mutateAsync: create } = useChange('createCustomField');
  const begin = (
    <Button leftSection={<IconPlus size={15} aria-hidden />} onClick={() => setCreating(true)}>
      New field
    </Button>
  );
  return (
    <Page title="Custom fields" actions={begin}>
      <PlainList
        name="custom-fields"
        label="Custom fields"
        operation="listCustomFields"
        file="exportCustomFields"
        shape={shape}
        rowKey={({ id }) => id}
        empty={
          <EmptyState title="No custom fields yet" action={begin}>
            A field of your own for customers or offerings, such as a number of your CRM. It shows on their
            pages, in the API and as a column of an import.
          </EmptyState>
        }
      />
      {isCreating && (
        <CustomFieldForm
          field={null}
          onSave={(body) => create({ body })}
          onClose={() => setCreating(false)}
        />
      )}
    </Page>
  );
};

export default CustomFieldsPage;
