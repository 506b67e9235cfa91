import { useChanging } from '../../api/use-changing.ts';
import { DeleteDialog } from '../../ui/form/delete-dialog.tsx';
import { notifyDone } from '../../ui/notify.ts';
import { deleteFeatureAt, type Feature, type Place } from './place.ts';

interface DeleteFeatureProps {
  readonly place: Place;
  readonly feature: Pick<Feature, 'id' | 'key'>;
  /** Before what is shown is read anew. */
  readonly onDeleted?: (() => Promise<unknown>) | undefined;
  readonly onClose: () => void;
}

/** Of a feature where it is defined. */
export const DeleteFeature = ({ place, feature: { id, key }, onDeleted, onClose }: DeleteFeatureProps) => {
  const changing = useChanging();
  const remove = () =>
    changing(async () => {
      await deleteFeatureAt(place, id);
      await onDeleted?.();
      notifyDone(`The feature ${key} is deleted.`);
    });
  return (
    <DeleteDialog title="Delete the feature?" name={key} onDelete={remove} onClose={onClose}>
      {place.level === 'global'
        ? 'It goes from every product, with the values that products and editions give it.'
        : 'It goes from the product, with the values that its editions give it.'}{' '}
      Entitlements sold already do not have it any longer. One that was used, or that an entitlement has a
      value of its own for, cannot be deleted: switch it off instead.
    </DeleteDialog>
  );
};
