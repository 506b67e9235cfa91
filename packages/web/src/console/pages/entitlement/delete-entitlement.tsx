import { useChange } from '../../../api/use-api.ts';
import type { Reply } from '../../../api/wire.ts';
import { DeleteDialog } from '../../../ui/form/delete-dialog.tsx';
import { notifyDone } from '../../../ui/notify.ts';

interface DeleteEntitlementProps {
  readonly entitlement: Pick<Reply<'getEntitlement'>, 'id' | 'offeringName'>;
  readonly onClose: () => void;
  readonly onDeleted: () => void;
}

/** Rule 27: for good, with its seats and all its evidence. */
export const DeleteEntitlement = ({ entitlement, onClose, onDeleted }: DeleteEntitlementProps) => {
  const { mutateAsync: remove } = useChange('deleteEntitlement');
  const drop = async () => {
    await remove({ params: { entitlementId: entitlement.id } });
    notifyDone(`${entitlement.offeringName} is deleted.`);
    onDeleted();
  };
  return (
    <DeleteDialog
      title="Delete the entitlement for good?"
      name={entitlement.offeringName}
      onDelete={drop}
      onClose={onClose}
    >
      Its seats are released, and its activity log, history, notes and thresholds go with it. Closed
      statements and the audit log stay. Disable it instead where it should only grant nothing any more.
    </DeleteDialog>
  );
};
