import { TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useChange } from '../../../api/use-api.ts';
import type { Reply } from '../../../api/wire.ts';
import { EditDialog } from '../../../ui/form/edit-dialog.tsx';
import { notifyDone } from '../../../ui/notify.ts';
import { CustomerSelect } from '../../selling/customer-select.tsx';

interface EditOrderProps {
  readonly group: Reply<'getEntitlementGroup'>;
  readonly onClose: () => void;
}

/** Whose order it is, and what it is called in the books. */
export const EditOrder = ({ group, onClose }: EditOrderProps) => {
  const { mutateAsync: update } = useChange('updateEntitlementGroup');
  const form = useForm({
    initialValues: { customerId: group.customerId, orderRefId: group.orderRefId ?? '' },
  });
  const save = async ({ customerId, orderRefId }: typeof form.values) => {
    await update({
      params: { entitlementGroupId: group.id },
      body: { customerId, orderRefId: orderRefId.trim() },
    });
    notifyDone('The order is changed.');
  };
  return (
    <EditDialog title="Order" form={form} verb="Save" onSave={save} onClose={onClose}>
      <CustomerSelect
        label="Customer"
        first={group.customer ? { id: group.customer.id, name: group.customer.name } : null}
        {...form.getInputProps('customerId')}
      />
      <TextInput
        label="Order reference"
        maxLength={50}
        data-autofocus
        {...form.getInputProps('orderRefId')}
      />
    </EditDialog>
  );
};
