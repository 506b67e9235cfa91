import { call } from '../../../api/call.ts';
import { useChanging } from '../../../api/use-changing.ts';
import type { Reply } from '../../../api/wire.ts';
import { DeleteDialog } from '../../../ui/form/delete-dialog.tsx';
import { notifyDone } from '../../../ui/notify.ts';

interface DeleteEditionProps {
  readonly edition: Reply<'getEdition'>;
  /** Before what is shown is read anew. */
  readonly onDeleted?: () => Promise<unknown>;
  readonly onClose: () => void;
}

export const DeleteEdition = ({ edition, onDeleted, onClose }: DeleteEditionProps) => {
  const changing = useChanging();
  const { id: editionId, productId, name } = edition;
  const remove = () =>
    changing(async () => {
      await call('deleteEdition', { params: { productId, editionId } });
      await onDeleted?.();
      notifyDone(`The edition ${name} is deleted.`);
    });
  return (
    <DeleteDialog title="Delete the edition?" name={name} onDelete={remove} onClose={onClose}>
      Its own values of features and attributes go with it. An edition that an offering sells, or that was
      sold, cannot be deleted.
    </DeleteDialog>
  );
};
