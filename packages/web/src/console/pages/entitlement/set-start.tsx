import { TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useChange } from '../../../api/use-api.ts';
import { dayOf, startOfDay } from '../../../ui/form/days.ts';
import { EditDialog } from '../../../ui/form/edit-dialog.tsx';
import { notifyDone } from '../../../ui/notify.ts';

interface SetStartProps {
  readonly entitlementId: string;
  readonly onClose: () => void;
}

/** The day on which an entitlement begins whose plan leaves that to each sale. */
export const SetStart = ({ entitlementId, onClose }: SetStartProps) => {
  const { mutateAsync: setStart } = useChange('setEntitlementStart');
  const form = useForm({ initialValues: { startDate: dayOf(new Date().toISOString()) } });
  const save = async ({ startDate }: typeof form.values) => {
    await setStart({ params: { entitlementId }, body: { startDate: startOfDay(startDate) ?? '' } });
    notifyDone('The start is set.');
  };
  return (
    <EditDialog title="Start" form={form} verb="Save" onSave={save} onClose={onClose}>
      <TextInput
        type="date"
        label="Starts with"
        required
        data-autofocus
        {...form.getInputProps('startDate')}
      />
    </EditDialog>
  );
};
