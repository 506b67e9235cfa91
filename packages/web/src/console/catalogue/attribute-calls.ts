import { call } from '../../api/call.ts';
import type { Body, Row } from '../../api/wire.ts';
import type { Place } from './place.ts';

/** The same acts at the three places an attribute can be looked at. */

export type Attribute = Row<'listAttributes'>;

export const attributesAt = (place: Place, signal: AbortSignal) => {
  switch (place.level) {
    case 'global':
      return call('listAttributes', {}, signal);
    case 'product':
      return call('listProductAttributes', { params: { productId: place.productId } }, signal);
    case 'edition': {
      const { productId, editionId } = place;
      return call('listEditionAttributes', { params: { productId, editionId } }, signal);
    }
  }
};

/** Defines one; an edition has none of its own. */
export const createAttributeAt = (place: Place, body: Body<'createAttribute'>) =>
  place.level === 'global'
    ? call('createAttribute', { body })
    : call('createProductAttribute', { params: { productId: place.productId }, body });

/** Edits the definition. */
export const updateAttributeAt = (place: Place, attributeId: string, body: Body<'updateAttribute'>) =>
  place.level === 'global'
    ? call('updateAttribute', { params: { attributeId }, body })
    : call('updateProductAttribute', { params: { productId: place.productId, attributeId }, body });

/** Sets the value it has in a product or an edition. */
export const setAttributeAt = (
  place: Exclude<Place, { level: 'global' }>,
  attributeId: string,
  value: string | null,
) => {
  const { productId } = place;
  return place.level === 'product'
    ? call('patchProductAttributeValue', { params: { productId, attributeId }, body: { value } })
    : call('patchEditionAttributeValue', {
        params: { productId, editionId: place.editionId, attributeId },
        body: { value },
      });
};

/** Takes away what is here of it: itself where it is defined, its value elsewhere. */
export const deleteAttributeAt = (place: Place, attributeId: string) => {
  switch (place.level) {
    case 'global':
      return call('deleteAttribute', { params: { attributeId } });
    case 'product':
      return call('deleteProductAttribute', { params: { productId: place.productId, attributeId } });
    case 'edition': {
      const { productId, editionId } = place;
      return call('deleteEditionAttribute', { params: { productId, editionId, attributeId } });
    }
  }
};
