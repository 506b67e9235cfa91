import { Button, Checkbox, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconDeviceFloppy } from '@tabler/icons-react';
import { useState } from 'react';
import { useMay } from '../../../api/session.ts';
import { useApi, useChange } from '../../../api/use-api.ts';
import type { Reply } from '../../../api/wire.ts';
import { EditDialog } from '../../../ui/form/edit-dialog.tsx';
import { notifyDone } from '../../../ui/notify.ts';
import { useUrlSearch } from '../../../ui/use-url-search.ts';
import type { Definition } from './question.ts';

interface Values {
  readonly name: string;
  readonly shared: boolean;
  /** Under a name of its own, beside the one that is open. */
  readonly asNew: boolean;
}

interface SaveDialogProps {
  readonly definition: Definition;
  /** The saved report that is open, where it is the reader's own. */
  readonly opened: Reply<'getReport'> | null;
  readonly onClose: () => void;
}

const SaveDialog = ({ definition, opened, onClose }: SaveDialogProps) => {
  const [, setSearch] = useUrlSearch();
  const create = useChange('createReport');
  const update = useChange('updateReport');
  const form = useForm<Values>({
    initialValues: { name: opened?.name ?? '', shared: opened?.shared ?? false, asNew: false },
    validate: { name: (name) => (name.trim() ? null : 'A name to find it by.') },
  });
  const save = async ({ name, shared, asNew }: Values) => {
    const body = { name: name.trim(), shared, definition };
    if (opened && !asNew) {
      await update.mutateAsync({ params: { reportId: opened.id }, body });
    } else {
      const { id } = await create.mutateAsync({ body });
      setSearch({ report: id }, { replace: true });
    }
    notifyDone(`“${body.name}” is saved.`);
  };
  return (
    <EditDialog title="Save the report" form={form} verb="Save" onSave={save} onClose={onClose}>
      <TextInput label="Name" maxLength={100} data-autofocus {...form.getInputProps('name')} />
      <Checkbox
        label="Share it"
        description="Everybody in the account can open it, and sees of its answer what their role may see."
        {...form.getInputProps('shared', { type: 'checkbox' })}
      />
      {opened && (
        <Checkbox
          label={`Leave “${opened.name}” as it is, and save this beside it`}
          {...form.getInputProps('asNew', { type: 'checkbox' })}
        />
      )}
    </EditDialog>
  );
};

interface SaveButtonProps {
  readonly definition: Definition;
  readonly openedId: string | null;
}

/** Saves the question under a name, for roles that may. */
export const SaveButton = ({ definition, openedId }: SaveButtonProps) => {
  const maySave = useMay('reports:save');
  const [isOpen, setOpen] = useState(false);
  const { data } = useApi(
    'getReport',
    { params: { reportId: openedId ?? '' } },
    { enabled: maySave && openedId !== null },
  );
  if (!maySave) return null;
  const opened = data?.own && data.id === openedId ? data : null;
  return (
    <>
      <Button leftSection={<IconDeviceFloppy size={15} aria-hidden />} onClick={() => setOpen(true)}>
        Save
      </Button>
      {isOpen && <SaveDialog definition={definition} opened={opened} onClose={() => setOpen(false)} />}
    </>
  );
};
