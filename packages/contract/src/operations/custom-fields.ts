import { Type } from 'typebox';
import {
  CustomFieldApiRequest,
  CustomFieldModel,
  EntityType,
  ListOfCustomFieldBasicModel,
  ListOfCustomFieldModel,
} from '../models/custom-fields.ts';
import { operation } from '../operation.ts';
import { Id } from '../schema.ts';
import { listFile } from './list-file.ts';
import { choiceOf } from './paging.ts';

export const createCustomField = operation('createCustomField', 'POST /api/v1/account/custom-fields', {
  tag: 'customFields',
  summary: 'Defines a field that customers or offerings may have.',
  scopes: ['settings:admin'],
  body: CustomFieldApiRequest,
  success: { status: 201, reply: CustomFieldModel },
});

const CustomFieldsChoice = choiceOf('displayName', 'entityType', 'key', 'group', 'unique');

export const listCustomFields = operation('listCustomFields', 'GET /api/v1/account/custom-fields', {
  tag: 'customFields',
  summary: 'Lists the custom fields in one answer, oldest first.',
  scopes: ['settings:admin'],
  query: Type.Object(CustomFieldsChoice),
  success: { status: 200, reply: ListOfCustomFieldModel },
});

export const exportCustomFields = listFile(
  'exportCustomFields',
  listCustomFields,
  'Returns the custom fields as CSV or XLSX.',
  CustomFieldsChoice,
);

export const getCustomField = operation(
  'getCustomField',
  'GET /api/v1/account/custom-fields/{customFieldId}',
  {
    tag: 'customFields',
    summary: 'Returns one custom field.',
    scopes: ['settings:admin'],
    params: Type.Object({ customFieldId: Id('cf') }),
    success: { status: 200, reply: CustomFieldModel },
  },
);

export const updateCustomField = operation(
  'updateCustomField',
  'PUT /api/v1/account/custom-fields/{customFieldId}',
  {
    tag: 'customFields',
    summary: 'Changes how a custom field is shown, and whether its values are unique.',
    scopes: ['settings:admin'],
    params: Type.Object({ customFieldId: Id('cf') }),
    body: CustomFieldApiRequest,
    success: { status: 204 },
  },
);

export const listEntityCustomFields = operation(
  'listEntityCustomFields',
  'GET /api/v1/account/custom-fields/{entityType}/entity',
  {
    tag: 'customFields',
    summary: 'Lists the fields that customers, or offerings, may have.',
    scopes: [],
    params: Type.Object({ entityType: EntityType }),
    success: { status: 200, reply: ListOfCustomFieldBasicModel },
  },
);

export const deleteCustomField = operation(
  'deleteCustomField',
  'DELETE /api/v1/account/custom-fields/{customFieldId}',
  {
    tag: 'customFields',
    summary: 'Deletes a custom field that nothing has a value in.',
    scopes: ['settings:admin'],
    params: Type.Object({ customFieldId: Id('cf') }),
    success: { status: 204 },
  },
);
