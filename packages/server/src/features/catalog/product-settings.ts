import type { PatchProductApiRequest, UpdateProductApiRequest } from '@leeway/contract';
import type { ProductSettings } from './products-store.ts';
import { intervalFrom, refuseBlank } from './terms.ts';

/**
 * A new product's periods, until the vendor sets its own. An hour's lease frees the seat of a crashed machine soon and
 * asks little of the network; a month offline covers travel; grace is a promise that only the vendor can make.
 */
export const defaultPeriods: Pick<ProductSettings, 'leasePeriod' | 'offlineLeasePeriod' | 'gracePeriod'> = {
  leasePeriod: { type: 'hour', count: 1 },
  offlineLeasePeriod: { type: 'day', count: 30 },
  gracePeriod: { type: 'none', count: null },
};

/** PUT: what is missing is cleared. */
export const replacedProduct = (body: UpdateProductApiRequest): ProductSettings => {
  refuseBlank('name', body.name);
  return {
    name: body.name,
    description: body.description ?? null,
    leasePeriod: intervalFrom('leasePeriod', body.leasePeriod),
    offlineLeasePeriod: intervalFrom('offlineLeasePeriod', body.offlineLeasePeriod),
    gracePeriod: intervalFrom('gracePeriod', body.gracePeriod),
  };
};

/** PATCH: what is missing or null stays. */
export const patchedProduct = (current: ProductSettings, body: PatchProductApiRequest): ProductSettings =>
  replacedProduct({
    name: body.name ?? current.name,
    description: body.description ?? current.description,
    leasePeriod: body.leasePeriod ?? current.leasePeriod,
    offlineLeasePeriod: body.offlineLeasePeriod ?? current.offlineLeasePeriod,
    gracePeriod: body.gracePeriod ?? current.gracePeriod,
  });
