import { IconArrowBackUp, IconPencil, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useChanging } from '../../api/use-changing.ts';
import { notifyProblem } from '../../ui/notify.ts';
import { notifyUndo } from '../../ui/notify-undo.tsx';
import { RowActions } from '../../ui/row-actions.tsx';
import { type Attribute, deleteAttributeAt, setAttributeAt } from './attribute-calls.ts';
import { AttributeDialog } from './attribute-dialog.tsx';
import { DeleteAttribute } from './delete-attribute.tsx';
import { isOverridden, isOwn, type Place } from './place.ts';

interface AttributeActionsProps {
  readonly place: Place;
  readonly attribute: Attribute;
}

/** What can be done with an attribute where it is looked at. */
export const AttributeActions = ({ place, attribute }: AttributeActionsProps) => {
  const [open, setOpen] = useState<'edit' | 'delete' | null>(null);
  const changing = useChanging();
  const { id, key, value } = attribute;
  const restore = async () => {
    if (place.level !== 'global') await changing(() => setAttributeAt(place, id, value));
  };
  const revert = () =>
    changing(() => deleteAttributeAt(place, id)).then(
      () => notifyUndo(`${key} has no value of this ${place.level} any more.`, restore),
      notifyProblem,
    );
  return (
    <>
      <RowActions
        actions={[
          {
            label: isOwn(attribute, place) ? `Edit ${key}` : `Set ${key} for this ${place.level}`,
            icon: IconPencil,
            onClick: () => setOpen('edit'),
          },
          ...(isOverridden(attribute, place)
            ? [
                {
                  label: `Take back ${key} of this ${place.level}`,
                  icon: IconArrowBackUp,
                  onClick: () => void revert(),
                },
              ]
            : []),
          ...(isOwn(attribute, place)
            ? [{ label: `Delete ${key}`, icon: IconTrash, onClick: () => setOpen('delete') }]
            : []),
        ]}
      />
      {open === 'edit' && (
        <AttributeDialog place={place} attribute={attribute} onClose={() => setOpen(null)} />
      )}
      {open === 'delete' && (
        <DeleteAttribute place={place} attribute={attribute} onClose={() => setOpen(null)} />
      )}
    </>
  );
};
