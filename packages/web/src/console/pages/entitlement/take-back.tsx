import { Checkbox, Text, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useChange } from '../../../api/use-api.ts';
import { EditDialog } from '../../../ui/form/edit-dialog.tsx';
import { notifyDone } from '../../../ui/notify.ts';

interface TakeBackProps {
  readonly entitlementId: string;
  readonly onClose: () => void;
}

/** Ends an export: with the token the server gives back, or without where the server is lost. */
export const TakeBack = ({ entitlementId, onClose }: TakeBackProps) => {
  const { mutateAsync: takeBack } = useChange('importEntitlement');
  const form = useForm({ initialValues: { token: '', importWithoutToken: false } });
  const { importWithoutToken } = form.values;
  const save = async (values: typeof form.values) => {
    const body = values.importWithoutToken ? { importWithoutToken: true } : { token: values.token.trim() };
    await takeBack({ params: { entitlementId }, body });
    notifyDone('The entitlement is here again, without seats in use.');
  };
  return (
    <EditDialog
      title="Take back from the local server"
      form={form}
      verb="Take back"
      onSave={save}
      onClose={onClose}
    >
      <Textarea
        label="Export token"
        description="The one the local server was given and has returned"
        rows={5}
        disabled={importWithoutToken}
        data-autofocus
        {...form.getInputProps('token')}
      />
      <Checkbox
        label="The server is lost: take it back without its token"
        {...form.getInputProps('importWithoutToken', { type: 'checkbox' })}
      />
      {importWithoutToken && (
        <Text size="sm" c="var(--lw-cap)">
          A server that still runs goes on serving its seats beside those granted here.
        </Text>
      )}
    </EditDialog>
  );
};
