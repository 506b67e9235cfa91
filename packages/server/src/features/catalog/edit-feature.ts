import type { Author } from '../../platform/author.ts';
import type { Queryable } from '../../platform/database.ts';
import { notFound } from '../../platform/http/problem.ts';
import type { RoomContext } from '../../platform/room.ts';
import { type FeatureEdit, refuseDefinition, updatedFeature } from './feature-settings.ts';
import { clearEditionFeature, findFeature, setFeatureValue, updateFeature } from './features-store.ts';
import { beginEdit, levelAt, type Place, refuseTakenKey } from './levels.ts';

/** Edits of a feature at one of its levels (rule 8), told to what is sold already. */

interface Edited extends Place {
  readonly tenantId: string;
  readonly featureId: string;
  readonly clockOffsetMs: number;
}

/** Runs an edit of a value, and tells what it makes of what is sold, in the same transaction. */
export type TellFeatureEdit = (tx: Queryable, edited: Edited, write: () => Promise<void>) => Promise<void>;

export interface FeatureEditParts extends Pick<RoomContext, 'database' | 'clock'> {
  readonly tellFeatureEdit: TellFeatureEdit;
}

export interface FeatureTarget<At extends Place = Place> {
  readonly author: Author;
  readonly tenantId: string;
  readonly place: At;
  readonly featureId: string;
}

/** 404 when the place does not see it. */
export const knownFeature = async (db: Queryable, tenantId: string, place: Place, featureId: string) => {
  const feature = await findFeature(db, tenantId, place, featureId);
  if (!feature) throw notFound('feature', featureId);
  return feature;
};

/** As the rooms that hear of an edit are told. */
export const editedBy = (
  { clock }: FeatureEditParts,
  { tenantId, featureId, place }: FeatureTarget,
): Edited => ({
  tenantId,
  featureId,
  productId: place.productId,
  editionId: place.editionId,
  clockOffsetMs: clock.offsetMs,
});

/** Changes the feature where it is defined, and elsewhere sets the value of that level. 404, 409 and 422 as said there. */
export const editFeature = (
  parts: FeatureEditParts,
  target: FeatureTarget,
  edit: FeatureEdit,
): Promise<undefined> =>
  parts.database.transaction(target.author, async (tx) => {
    const { tenantId, place, featureId } = target;
    await beginEdit(tx, tenantId, place);
    const current = await knownFeature(tx, tenantId, place, featureId);
    const told = (write: () => Promise<void>) => parts.tellFeatureEdit(tx, editedBy(parts, target), write);
    if (current.level === levelAt(place)) {
      const settings = updatedFeature(current, edit);
      const { productId } = place;
      await refuseTakenKey(tx, tenantId, 'features', { id: featureId, key: settings.key, productId });
      await told(() => updateFeature(tx, tenantId, featureId, settings));
      return undefined;
    }
    refuseDefinition(current, edit);
    const { value, overdraftLimit } = edit;
    if (value === undefined && overdraftLimit === undefined) return undefined;
    const settings = updatedFeature(current, { value, overdraftLimit });
    await told(() => setFeatureValue(tx, tenantId, place, featureId, settings));
    return undefined;
  });

/** Takes the edition's value away; it may have none. */
export const clearFeature = (
  parts: FeatureEditParts,
  target: FeatureTarget<Place & { readonly editionId: string }>,
): Promise<undefined> =>
  parts.database.transaction(target.author, async (tx) => {
    const { tenantId, place, featureId } = target;
    await beginEdit(tx, tenantId, place);
    await knownFeature(tx, tenantId, place, featureId);
    await parts.tellFeatureEdit(tx, editedBy(parts, target), () =>
      clearEditionFeature(tx, tenantId, place.editionId, featureId),
    );
    return undefined;
  });
