import { call } from '../../api/call.ts';
import type { Body, Row } from '../../api/wire.ts';

/** Features and attributes are defined for all products or for one, and have a value on each level down to the edition. */
export type Place =
  | { readonly level: 'global' }
  | { readonly level: 'product'; readonly productId: string }
  | { readonly level: 'edition'; readonly productId: string; readonly editionId: string };

/** Whether it is defined here, and not only given a value. */
export const isOwn = ({ level }: { readonly level: string }, place: Place): boolean => level === place.level;

/** Whether it has a value of its own here, which can be taken away again. */
export const isOverridden = (
  one: { readonly level: string; readonly valueLevel: string },
  place: Place,
): boolean => !isOwn(one, place) && one.valueLevel === place.level;

export type Feature = Row<'listFeatures'>;

export const featuresAt = (place: Place, signal: AbortSignal) => {
  switch (place.level) {
    case 'global':
      return call('listFeatures', {}, signal);
    case 'product':
      return call('listProductFeatures', { params: { productId: place.productId } }, signal);
    case 'edition': {
      const { productId, editionId } = place;
      return call('listEditionFeatures', { params: { productId, editionId } }, signal);
    }
  }
};

/** Defines one; an edition has none of its own. */
export const createFeatureAt = (place: Place, body: Body<'createFeature'>) =>
  place.level === 'global'
    ? call('createFeature', { body })
    : call('createProductFeature', { params: { productId: place.productId }, body });

/** What of a feature is edited: its key and description only where it is defined. */
export const updateFeatureAt = (place: Place, featureId: string, body: Body<'updateFeature'>) => {
  const { value, overdraftLimit } = body;
  switch (place.level) {
    case 'global':
      return call('updateFeature', { params: { featureId }, body });
    case 'product':
      return call('updateProductFeature', { params: { productId: place.productId, featureId }, body });
    case 'edition': {
      const { productId, editionId } = place;
      return call('updateEditionFeature', {
        params: { productId, editionId, featureId },
        body: { value, overdraftLimit },
      });
    }
  }
};

/** Takes away what is here of it: itself where it is defined, its value elsewhere. */
export const deleteFeatureAt = (place: Place, featureId: string) => {
  switch (place.level) {
    case 'global':
      return call('deleteFeature', { params: { featureId } });
    case 'product':
      return call('deleteProductFeature', { params: { productId: place.productId, featureId } });
    case 'edition': {
      const { productId, editionId } = place;
      return call('deleteEditionFeature', { params: { productId, editionId, featureId } });
    }
  }
};
