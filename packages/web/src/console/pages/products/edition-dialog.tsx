import { Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useChange } from '../../../api/use-api.ts';
import type { Reply } from '../../../api/wire.ts';
import { EditDialog } from '../../../ui/form/edit-dialog.tsx';

interface EditionDialogProps {
  readonly productId: string;
  /** Null: a new one. */
  readonly edition: Reply<'getEdition'> | null;
  readonly onClose: () => void;
}

/** Names an edition. */
export const EditionDialog = ({ productId, edition, onClose }: EditionDialogProps) => {
  const { mutateAsync: create } = useChange('createEdition');
  const { mutateAsync: update } = useChange('updateEdition');
  const form = useForm({
    initialValues: { name: edition?.name ?? '', description: edition?.description ?? '' },
  });
  const save = async ({ name, description }: typeof form.values) => {
    const body = { name, description: description.trim() || null };
    if (edition) await update({ params: { productId, editionId: edition.id }, body });
    else await create({ params: { productId }, body });
  };
  return (
    <EditDialog
      title={edition ? `Edit ${edition.name}` : 'New edition'}
      form={form}
      verb={edition ? 'Save' : 'Create edition'}
      onSave={save}
      onClose={onClose}
    >
      <TextInput label="Name" required maxLength={50} data-autofocus {...form.getInputProps('name')} />
      <Textarea label="Description" maxLength={500} autosize {...form.getInputProps('description')} />
    </EditDialog>
  );
};
