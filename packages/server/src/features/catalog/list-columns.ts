import type {
  AttributeModel,
  CustomFieldModel,
  FeatureModel,
  PlanModel,
  ProductModel,
} from '@leeway/contract';
import { columnOf } from '../../platform/files/send-list.ts';
import type { Offering } from './offerings-store.ts';

/** Columns of the catalogue's lists as files. */

/** `1 year`, `none`. */
const intervalText = ({ type, count }: { readonly type: string; readonly count: number | null }) =>
  count === null ? type : `${count} ${type}`;

const ofProduct = columnOf<ProductModel>;

export const productColumns = [
  ofProduct('productId', 'Product id', 'text', ({ id }) => id),
  ofProduct('name', 'Product', 'text', ({ name }) => name),
  ofProduct('description', 'Description', 'text', ({ description }) => description),
  ofProduct('leasePeriod', 'Lease', 'text', ({ leasePeriod }) => intervalText(leasePeriod)),
  ofProduct('gracePeriod', 'Grace', 'text', ({ gracePeriod }) => intervalText(gracePeriod)),
  ofProduct('offlineLeasePeriod', 'Offline lease', 'text', ({ offlineLeasePeriod }) =>
    intervalText(offlineLeasePeriod),
  ),
];

const ofPlan = columnOf<PlanModel>;

export const planColumns = [
  ofPlan('planId', 'Plan id', 'text', ({ id }) => id),
  ofPlan('name', 'Plan', 'text', ({ name }) => name),
  ofPlan('description', 'Description', 'text', ({ description }) => description),
  ofPlan('licenseType', 'License type', 'word', ({ licenseType }) => licenseType),
  ofPlan('licenseStartType', 'Begins', 'word', ({ licenseStartType }) => licenseStartType),
  ofPlan('licenseDuration', 'Term', 'text', ({ licenseDuration }) => intervalText(licenseDuration)),
  ofPlan('planType', 'Kind', 'word', ({ planType }) => planType),
];

const ofFeature = columnOf<FeatureModel>;

export const featureColumns = [
  ofFeature('featureId', 'Feature id', 'text', ({ id }) => id),
  ofFeature('key', 'Key', 'text', ({ key }) => key),
  ofFeature('description', 'Description', 'text', ({ description }) => description),
  ofFeature('type', 'Kind', 'word', ({ type }) => type),
  ofFeature('value', 'Value', 'integer', ({ value }) => value),
  ofFeature('overdraftType', 'Overdraft type', 'word', ({ overdraftLimit }) => overdraftLimit.type),
  ofFeature('overdraftValue', 'Overdraft value', 'integer', ({ overdraftLimit }) => overdraftLimit.value),
];

const ofAttribute = columnOf<AttributeModel>;

/** `matches ^\d+$, is an e-mail address`. */
const rulesText = ({ validationRules }: AttributeModel) =>
  validationRules
    ?.map((rule) => (rule.ruleType === 'email' ? 'is an e-mail address' : `matches ${rule.regex}`))
    .join(', ') ?? null;

export const attributeColumns = [
  ofAttribute('attributeId', 'Attribute id', 'text', ({ id }) => id),
  ofAttribute('key', 'Key', 'text', ({ key }) => key),
  ofAttribute('type', 'Kind', 'word', ({ type }) => type),
  ofAttribute('value', 'Value', 'text', ({ value }) => value),
  ofAttribute('validationRules', 'It has to be', 'text', rulesText),
];

const ofField = columnOf<CustomFieldModel>;

export const customFieldColumns = [
  ofField('customFieldId', 'Field id', 'text', ({ id }) => id),
  ofField('entityType', 'Of', 'word', ({ entityType }) => entityType),
  ofField('key', 'Key', 'text', ({ key }) => key),
  ofField('displayName', 'Name', 'text', ({ displayName }) => displayName),
  ofField('group', 'Group', 'text', ({ group }) => group),
  ofField('unique', 'Unique', 'boolean', ({ unique }) => unique),
];

const column = columnOf<Offering>;

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
