import { type Static, Type } from 'typebox';
import { DateTime, Id, Int32, Nullable, Page, Reply, Request, userEmailPattern, Words } from '../schema.ts';

/** The mails a tenant sends: what they say, who they come from, and who wants no more of them. Ours, not the contract's. */

export const MailKind = Words([
  'userInvitation',
  'userPasswordReset',
  'secondFactorReset',
  'contactPasswordSetup',
  'contactPasswordReset',
  'webhookDisabled',
  'thresholdCrossed',
  'expiryNotice',
  'seatsRequested',
  'seatsAnswered',
]);
export type MailKind = Static<typeof MailKind>;

const subject = Type.String({ minLength: 1, maxLength: 300 });
const text = Type.String({ minLength: 1, maxLength: 20_000 });
const html = Type.String({ minLength: 1, maxLength: 65_536 });

export const MailVariableModel = Reply({
  name: Type.String(),
  /** A `list` and a `switch` are written as a section: `{{#levels}}{{.}}{{/levels}}`. */
  type: Words(['text', 'list', 'switch']),
  description: Type.String(),
  example: Type.String(),
});
export type MailVariableModel = Static<typeof MailVariableModel>;

export const MailTemplateModel = Reply({
  kind: MailKind,
  description: Type.String(),
  /** Essential mails go out in any case; of the others a recipient can want no more. */
  isEssential: Type.Boolean(),
  /** Whether it is the tenant's own; otherwise the one the product brings. */
  isCustom: Type.Boolean(),
  subject,
  text,
  html,
  variables: Type.Array(MailVariableModel),
  /** Null: never changed. */
  updatedAt: Nullable(DateTime()),
});
export type MailTemplateModel = Static<typeof MailTemplateModel>;

export const ListOfMailTemplateModel = Reply({
  items: Type.Array(MailTemplateModel),
  elementsTotal: Int32({ minimum: 0 }),
});
export type ListOfMailTemplateModel = Static<typeof ListOfMailTemplateModel>;

/** All three parts, so that none contradicts the others. */
export const UpdateMailTemplateApiRequest = Request({ subject, text, html });
export type UpdateMailTemplateApiRequest = Static<typeof UpdateMailTemplateApiRequest>;

/** What is left out is taken from the template in force. */
export const PreviewMailTemplateApiRequest = Request({
  subject: Type.Optional(subject),
  text: Type.Optional(text),
  html: Type.Optional(html),
});
export type PreviewMailTemplateApiRequest = Static<typeof PreviewMailTemplateApiRequest>;

export const MailPreviewModel = Reply({
  subject: Type.String(),
  text: Type.String(),
  html: Type.String(),
});
export type MailPreviewModel = Static<typeof MailPreviewModel>;

export const MailSettingsModel = Reply({
  /** Shown as the sender; null: the tenant's name. */
  senderName: Nullable(Type.String()),
  /** Where answers go; null: to the sender's address. */
  replyTo: Nullable(Type.String()),
});
export type MailSettingsModel = Static<typeof MailSettingsModel>;

export const UpdateMailSettingsApiRequest = Request({
  // No control characters, and not only blanks: it stands in a header.
  senderName: Type.Optional(
    Nullable(Type.String({ maxLength: 100, pattern: '^[^\\u0000-\\u001f\\u007f]*[^\\u0000- \\u007f]$' })),
  ),
  replyTo: Type.Optional(Nullable(Type.String({ maxLength: 254, pattern: userEmailPattern }))),
});
export type UpdateMailSettingsApiRequest = Static<typeof UpdateMailSettingsApiRequest>;

export const MailStopModel = Reply({
  id: Id('stop'),
  /** In lower case. */
  address: Type.String(),
  kind: MailKind,
  stoppedAt: DateTime(),
});
export type MailStopModel = Static<typeof MailStopModel>;

export const PaginatedListOfMailStopModel = Page(MailStopModel);
export type PaginatedListOfMailStopModel = Static<typeof PaginatedListOfMailStopModel>;
