import { columnOf } from '../../platform/files/send-list.ts';
import type { Offering } from './offerings-store.ts';

/** Columns of the list of offerings as a file. */

const column = columnOf<Offering>;

/** `1 year`, `none`. */
const intervalText = ({ type, count }: { readonly type: string; readonly count: number | null }) =>
  count === null ? type : `${count} ${type}`;

export const offeringColumns = [
  column('offeringId', 'Offering id', 'text', ({ id }) => id),
  column('name', 'Offering', 'text', ({ name }) => name),
  column('sku', 'SKU', 'text', ({ sku }) => sku),
  column('description', 'Description', 'text', ({ description }) => description),
  column('productId', 'Product id', 'text', ({ edition }) => edition.product.id),
  column('productName', 'Product', 'text', ({ edition }) => edition.product.name),
  column('editionName', 'Edition', 'text', ({ edition }) => edition.name),
  column('planName', 'Plan', 'text', ({ plan }) => plan.name),
  column('licenseType', 'License type', 'word', ({ plan }) => plan.licenseType),
  column('concurrencyMode', 'Concurrency mode', 'word', ({ concurrencyMode }) => concurrencyMode),
  column('seatCount', 'Seats', 'integer', ({ seatCount }) => seatCount),
  column('overdraftType', 'Overdraft type', 'word', ({ overdraftSeatLimit }) => overdraftSeatLimit.type),
  column(
    'overdraftValue',
    'Overdraft value',
    'integer',
    ({ overdraftSeatLimit }) => overdraftSeatLimit.value,
  ),
  column('maintenanceDuration', 'Maintenance', 'text', ({ hasMaintenance, maintenanceDuration }) =>
    hasMaintenance ? intervalText(maintenanceDuration) : null,
  ),
];
