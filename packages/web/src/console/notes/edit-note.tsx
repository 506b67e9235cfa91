import { Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { EditDialog } from '../../ui/form/edit-dialog.tsx';
import { notifyDone } from '../../ui/notify.ts';
import type { Note } from './use-notes.ts';

interface EditNoteProps {
  readonly note: Note;
  readonly onSave: (text: string) => Promise<unknown>;
  readonly onClose: () => void;
}

export const EditNote = ({ note, onSave, onClose }: EditNoteProps) => {
  const form = useForm({ initialValues: { note: note.note } });
  const save = async ({ note: text }: typeof form.values) => {
    await onSave(text.trim());
    notifyDone('The note is rewritten.');
  };
  return (
    <EditDialog title="Edit the note" form={form} verb="Save" onSave={save} onClose={onClose}>
      <Textarea
        label="Note"
        autosize
        minRows={4}
        maxLength={1000}
        data-autofocus
        {...form.getInputProps('note')}
      />
    </EditDialog>
  );
};
