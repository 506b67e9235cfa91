import { Type } from 'typebox';
import {
  ListOfMailTemplateModel,
  MailKind,
  MailPreviewModel,
  MailSettingsModel,
  MailTemplateModel,
  PaginatedListOfMailStopModel,
  PreviewMailTemplateApiRequest,
  UpdateMailSettingsApiRequest,
  UpdateMailTemplateApiRequest,
} from '../models/mail.ts';
import { operation } from '../operation.ts';
import { Id } from '../schema.ts';
import { listFile } from './list-file.ts';
import { PagingQuery } from './paging.ts';

/** Ours, not the contract's: the mails a tenant sends. */
const path = '/api/v1/account/mail';
const ofMail = { tag: 'mail', scopes: ['settings:admin'] } as const;
const KindParams = Type.Object({ kind: MailKind });

export const listMailTemplates = operation('listMailTemplates', `GET ${path}/templates`, {
  ...ofMail,
  summary: 'Lists the kinds of mail with the template in force.',
  success: { status: 200, reply: ListOfMailTemplateModel },
});

export const exportMailTemplates = listFile(
  'exportMailTemplates',
  listMailTemplates,
  'Returns the kinds of mail with the template in force as CSV or XLSX.',
);

export const getMailTemplate = operation('getMailTemplate', `GET ${path}/templates/{kind}`, {
  ...ofMail,
  summary: 'Returns the template of a kind of mail, with the variables it can use.',
  params: KindParams,
  success: { status: 200, reply: MailTemplateModel },
});

export const updateMailTemplate = operation('updateMailTemplate', `PUT ${path}/templates/{kind}`, {
  ...ofMail,
  summary: 'Replaces the template of a kind of mail by one of your own.',
  params: KindParams,
  body: UpdateMailTemplateApiRequest,
  success: { status: 204 },
});

export const deleteMailTemplate = operation('deleteMailTemplate', `DELETE ${path}/templates/{kind}`, {
  ...ofMail,
  summary: 'Goes back to the template the product brings.',
  params: KindParams,
  success: { status: 204 },
});

export const previewMailTemplate = operation('previewMailTemplate', `POST ${path}/templates/{kind}/preview`, {
  ...ofMail,
  summary: 'Returns a mail as it would look with example data, and sends nothing.',
  params: KindParams,
  body: PreviewMailTemplateApiRequest,
  success: { status: 200, reply: MailPreviewModel },
});

export const getMailSettings = operation('getMailSettings', `GET ${path}/settings`, {
  ...ofMail,
  summary: 'Returns who mails come from and where answers go.',
  success: { status: 200, reply: MailSettingsModel },
});

export const updateMailSettings = operation('updateMailSettings', `PUT ${path}/settings`, {
  ...ofMail,
  summary: 'Replaces who mails come from and where answers go; what is left out goes back to its default.',
  body: UpdateMailSettingsApiRequest,
  success: { status: 204 },
});

const StopsQuery = {
  kind: Type.Optional(MailKind),
  /** Exactly, in upper or lower case. */
  address: Type.Optional(Type.String({ maxLength: 320 })),
};

export const listMailStops = operation('listMailStops', `GET ${path}/stops`, {
  ...ofMail,
  summary: 'Lists the addresses that want no more mails of a kind.',
  query: Type.Object({ ...StopsQuery, ...PagingQuery.properties }),
  success: { status: 200, reply: PaginatedListOfMailStopModel },
});

export const exportMailStops = listFile(
  'exportMailStops',
  listMailStops,
  'Returns the addresses that want no more mails of a kind as CSV or XLSX.',
  StopsQuery,
);

export const deleteMailStop = operation('deleteMailStop', `DELETE ${path}/stops/{mailStopId}`, {
  ...ofMail,
  summary: 'Lets mails of a kind go to an address again.',
  params: Type.Object({ mailStopId: Id('stop') }),
  success: { status: 204 },
});
