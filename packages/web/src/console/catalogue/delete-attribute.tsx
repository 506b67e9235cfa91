import { useChanging } from '../../api/use-changing.ts';
import { DeleteDialog } from '../../ui/form/delete-dialog.tsx';
import { notifyDone } from '../../ui/notify.ts';
import { type Attribute, deleteAttributeAt } from './attribute-calls.ts';
import type { Place } from './place.ts';

interface DeleteAttributeProps {
  readonly place: Place;
  readonly attribute: Pick<Attribute, 'id' | 'key'>;
  /** Before what is shown is read anew. */
  readonly onDeleted?: (() => Promise<unknown>) | undefined;
  readonly onClose: () => void;
}

/** Of an attribute where it is defined. */
export const DeleteAttribute = ({ place, attribute, onDeleted, onClose }: DeleteAttributeProps) => {
  const { id, key } = attribute;
  const changing = useChanging();
  const remove = () =>
    changing(async () => {
      await deleteAttributeAt(place, id);
      await onDeleted?.();
      notifyDone(`The attribute ${key} is deleted.`);
    });
  return (
    <DeleteDialog title="Delete the attribute?" name={key} onDelete={remove} onClose={onClose}>
      {place.level === 'global'
        ? 'It goes from every product, with the values that products and editions give it.'
        : 'It goes from the product, with the values that its editions give it.'}{' '}
      Applications are not told it any longer. One that an entitlement has a value of its own for cannot be
      deleted.
    </DeleteDialog>
  );
};
