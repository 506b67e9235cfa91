import { useApi, useChange } from '../../../api/use-api.ts';
import type { Reply } from '../../../api/wire.ts';
import { DeleteDialog } from '../../../ui/form/delete-dialog.tsx';
import { count } from '../../../ui/format.ts';
import { notifyDone } from '../../../ui/notify.ts';

interface DeleteCustomerProps {
  readonly customer: Pick<Reply<'getCustomer'>, 'id' | 'name'>;
  readonly onClose: () => void;
  readonly onDeleted: () => void;
}

/** Rule 27: for good, with all that belongs to it. */
export const DeleteCustomer = ({ customer, onClose, onDeleted }: DeleteCustomerProps) => {
  const params = { customerId: customer.id };
  const { data } = useApi('getCustomerStats', { params });
  const { mutateAsync: remove } = useChange('deleteCustomer');
  const drop = async () => {
    await remove({ params });
    notifyDone(`${customer.name} is deleted.`);
    onDeleted();
  };
  const sold = data?.entitlementsCount ?? 0;
  return (
    <DeleteDialog
      title="Delete the customer for good?"
      name={customer.name}
      onDelete={drop}
      onClose={onClose}
    >
      Its contacts, orders, statements and notes go with it
      {sold > 0 ? `, and ${count(sold, 'entitlement')} with their seats and all their evidence` : ''}. The
      audit log stays. Disable it instead where it should only get nothing any more.
    </DeleteDialog>
  );
};
