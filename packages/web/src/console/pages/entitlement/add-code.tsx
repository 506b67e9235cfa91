import { TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { Problem } from '../../../api/problem.ts';
import { useChange } from '../../../api/use-api.ts';
import { EditDialog } from '../../../ui/form/edit-dialog.tsx';
import { notifyDone } from '../../../ui/notify.ts';

interface AddCodeProps {
  readonly groupId: string;
  readonly onClose: () => void;
}

/** A code of the vendor's own making. */
export const AddCode = ({ groupId, onClose }: AddCodeProps) => {
  const { mutateAsync: add } = useChange('addActivationCodes');
  const form = useForm({ initialValues: { code: '' } });
  const save = async ({ code }: typeof form.values) => {
    const params = { entitlementGroupId: groupId };
    try {
      await add({ params, body: { activationCodes: [code.trim().toUpperCase()] } });
    } catch (refusal) {
      // The server speaks of the first of a list; here there is one field.
      if (refusal instanceof Problem && refusal.fields[0]) {
        const fields = [{ field: 'code', message: refusal.fields[0].message }];
        throw new Problem(refusal.status, refusal.code, refusal.title, refusal.message, { fields });
      }
      throw refusal;
    }
    notifyDone('The code activates this order.');
  };
  return (
    <EditDialog title="Add an activation code" form={form} verb="Add" onSave={save} onClose={onClose}>
      <TextInput
        label="Code"
        description="Capital letters, digits and hyphens"
        autoComplete="off"
        data-autofocus
        {...form.getInputProps('code')}
      />
    </EditDialog>
  );
};
