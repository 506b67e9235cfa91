import { useNavigate } from '@tanstack/react-router';
import { call } from '../../../api/call.ts';
import { useChanging } from '../../../api/use-changing.ts';
import { DeleteDialog } from '../../../ui/form/delete-dialog.tsx';
import { notifyDone } from '../../../ui/notify.ts';
import type { Offering } from '../../catalogue/offering-values.ts';

interface DeleteOfferingProps {
  readonly offering: Offering;
  readonly onClose: () => void;
}

export const DeleteOffering = ({ offering, onClose }: DeleteOfferingProps) => {
  const navigate = useNavigate();
  const changing = useChanging();
  const remove = () =>
    changing(async () => {
      await call('deleteOffering', { params: { offeringId: offering.id } });
      await navigate({ to: '/offerings' });
      notifyDone(`The offering ${offering.name} is deleted.`);
    });
  return (
    <DeleteDialog title="Delete the offering?" name={offering.name} onDelete={remove} onClose={onClose}>
      Its rates and thresholds go with it; edition and plan stay. An offering that was sold cannot be deleted.
    </DeleteDialog>
  );
};
