import { ActionIcon, Button, Group, Skeleton, Text, Textarea, Tooltip } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useMay } from '../../api/session.ts';
import { Card } from '../../ui/card.tsx';
import { DeleteDialog } from '../../ui/form/delete-dialog.tsx';
import { formatDateTime } from '../../ui/format.ts';
import { notifyDone, notifyProblem } from '../../ui/notify.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { EditNote } from './edit-note.tsx';
import classes from './notes.module.css';
import { type Note, type NoteSubject, useNotes } from './use-notes.ts';

/** What the vendor's people remark on a customer or an entitlement, newest first. */
export const NotesCard = ({ subject }: { readonly subject: NoteSubject }) => {
  const mayWrite = useMay('notes:create');
  const { notes, error, refetch, add, rewrite, remove } = useNotes(subject);
  const [text, setText] = useState('');
  const [edited, setEdited] = useState<Note | null>(null);
  const [doomed, setDoomed] = useState<Note | null>(null);
  const write = () =>
    add(text.trim()).then(() => {
      setText('');
      notifyDone('Noted.');
    }, notifyProblem);
  return (
    <Card title="Notes" subtitle={`For your own people: ${subject.name} never sees them`}>
      {mayWrite && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (text.trim()) void write();
          }}
        >
          <Textarea
            aria-label="Note"
            placeholder="What was said, what was agreed, what comes next"
            autosize
            minRows={2}
            maxLength={1000}
            value={text}
            onChange={({ currentTarget }) => setText(currentTarget.value)}
          />
          <Group justify="flex-end" my="xs">
            <Button type="submit" disabled={!text.trim()}>
              Add the note
            </Button>
          </Group>
        </form>
      )}
      {error && <ProblemAlert error={error} onRetry={refetch} />}
      {!notes && !error && <Skeleton height={80} />}
      {notes?.length === 0 && <Text c="dimmed">Nothing noted yet.</Text>}
      {notes?.map((note) => (
        <div key={note.id} className={classes.note}>
          <Group justify="space-between" wrap="nowrap" gap="xs">
            <Text size="sm" c="dimmed">
              {note.author.displayName}, {formatDateTime(note.createdAt)}
            </Text>
            {mayWrite && (
              <Group gap={2} wrap="nowrap">
                <NoteButton label="Edit" onClick={() => setEdited(note)}>
                  <IconPencil size={15} aria-hidden />
                </NoteButton>
                <NoteButton label="Delete" onClick={() => setDoomed(note)}>
                  <IconTrash size={15} aria-hidden />
                </NoteButton>
              </Group>
            )}
          </Group>
          <div className={classes.text}>{note.note}</div>
        </div>
      ))}
      {edited && (
        <EditNote note={edited} onSave={(next) => rewrite(edited.id, next)} onClose={() => setEdited(null)} />
      )}
      {doomed && (
        <DeleteDialog
          title="Delete the note?"
          name={null}
          onDelete={() => remove(doomed.id)}
          onClose={() => setDoomed(null)}
        >
          What it said stays in the audit log.
        </DeleteDialog>
      )}
    </Card>
  );
};

interface NoteButtonProps {
  readonly label: string;
  readonly onClick: () => void;
  readonly children: React.ReactNode;
}

const NoteButton = ({ label, onClick, children }: NoteButtonProps) => (
  <Tooltip label={label}>
    <ActionIcon variant="subtle" color="gray" aria-label={`${label} the note`} onClick={onClick}>
      {children}
    </ActionIcon>
  </Tooltip>
);
