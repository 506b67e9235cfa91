import { IconArrowBackUp, IconPencil, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useChanging } from '../../api/use-changing.ts';
import { notifyProblem } from '../../ui/notify.ts';
import { notifyUndo } from '../../ui/notify-undo.tsx';
import { RowActions } from '../../ui/row-actions.tsx';
import { DeleteFeature } from './delete-feature.tsx';
import { FeatureDialog } from './feature-dialog.tsx';
import { deleteFeatureAt, type Feature, isOverridden, isOwn, type Place, updateFeatureAt } from './place.ts';

interface FeatureActionsProps {
  readonly place: Place;
  readonly feature: Feature;
}

/** What can be done with a feature where it is looked at. */
export const FeatureActions = ({ place, feature }: FeatureActionsProps) => {
  const [open, setOpen] = useState<'edit' | 'delete' | null>(null);
  const changing = useChanging();
  const { id, key, value, overdraftLimit } = feature;
  const restore = () => changing(() => updateFeatureAt(place, id, { key, value, overdraftLimit }));
  const revert = () =>
    changing(() => deleteFeatureAt(place, id)).then(
      () => notifyUndo(`${key} has no value of this ${place.level} any more.`, restore),
      notifyProblem,
    );
  return (
    <>
      <RowActions
        actions={[
          {
            label: isOwn(feature, place) ? `Edit ${key}` : `Set ${key} for this ${place.level}`,
            icon: IconPencil,
            onClick: () => setOpen('edit'),
          },
          ...(isOverridden(feature, place)
            ? [
                {
                  label: `Take back ${key} of this ${place.level}`,
                  icon: IconArrowBackUp,
                  onClick: () => void revert(),
                },
              ]
            : []),
          ...(isOwn(feature, place)
            ? [{ label: `Delete ${key}`, icon: IconTrash, onClick: () => setOpen('delete') }]
            : []),
        ]}
      />
      {open === 'edit' && <FeatureDialog place={place} feature={feature} onClose={() => setOpen(null)} />}
      {open === 'delete' && <DeleteFeature place={place} feature={feature} onClose={() => setOpen(null)} />}
    </>
  );
};
