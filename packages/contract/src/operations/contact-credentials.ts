import { Type } from 'typebox';
import {
  ContactPasswordActionApiRequest,
  GetCredentialsModel,
  UpdateCredentialsApiRequest,
} from '../models/contact-credentials.ts';
import { operation } from '../operation.ts';
import { AnyId, Id } from '../schema.ts';

const ContactParams = Type.Object({ customerId: Id('cust'), contactId: AnyId() });

export const getContactCredentials = operation(
  'getContactCredentials',
  'GET /api/v1/customers/{customerId}/contacts/{contactId}/credentials',
  {
    tag: 'customerContacts',
    summary: 'Tells how a contact signs in.',
    scopes: ['customers:read', 'customers:admin'],
    params: ContactParams,
    success: { status: 200, reply: GetCredentialsModel },
  },
);

export const updateContactCredentials = operation(
  'updateContactCredentials',
  'PATCH /api/v1/customers/{customerId}/contacts/{contactId}/credentials',
  {
    tag: 'customerContacts',
    summary: 'Sets how a contact signs in, and as what.',
    scopes: ['customers:admin'],
    params: ContactParams,
    body: UpdateCredentialsApiRequest,
    success: { status: 204 },
  },
);

export const requestContactPasswordAction = operation(
  'requestContactPasswordAction',
  'POST /api/v1/customers/{customerId}/contacts/{contactId}/credentials/password/action',
  {
    tag: 'customerContacts',
    summary: 'Mails a contact a link under which it sets its password.',
    scopes: ['customers:admin'],
    params: ContactParams,
    body: ContactPasswordActionApiRequest,
    success: { status: 204 },
  },
);
