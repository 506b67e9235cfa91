import type { MailKind } from '@leeway/contract';
import { type Draft, foot, partsOf } from './draft.ts';
import type { MailLanguage } from './language.ts';
import { seatsAnswered } from './seats-answered.ts';
import type { MailParts } from './template.ts';

/** What mails say when a tenant has no words of its own: short, and the same in text and HTML. */

const stopFoot = {
  text: 'You want no more mails like this? {{stopLink}}',
  html: 'You want no more mails like this? <a href="{{stopLink}}" style="color:inherit">Stop them</a>.',
};

const passwordOf = (subject: string, reason: string): Draft => ({
  subject,
  paragraphs: [reason],
  button: { label: 'Choose your password', link: '{{link}}' },
  foot: foot('The link works once, for {{hours}} hours. If you did not expect this mail, you can ignore it.'),
});

const of = '{{bought}}{{^bought}}an unlimited number of{{/bought}}';

const drafts: Readonly<Record<MailKind, Draft>> = {
  userInvitation: {
    subject: 'Your invitation to {{tenantName}}',
    paragraphs: [
      'Hello {{userName}},',
      'you are invited to the Leeway console of {{tenantName}}, with the role {{role}}.',
    ],
    button: { label: 'Choose your password', link: '{{link}}' },
    foot: foot('The link works once, for {{days}} days. If you did not expect this mail, you can ignore it.'),
  },
  userPasswordReset: {
    subject: 'Your new password for {{tenantName}}',
    paragraphs: [
      'Hello {{userName}},',
      'another password for your account in the Leeway console of {{tenantName}} was asked for.',
    ],
    button: { label: 'Choose your password', link: '{{link}}' },
    foot: foot(
      'The link works once, for {{minutes}} minutes. If you did not ask for this, you can ignore this mail: your password stays.',
    ),
  },
  secondFactorReset: {
    subject: 'Your second factor for {{tenantName}} was taken off',
    paragraphs: [
      'Hello {{userName}},',
      'an administrator has taken the second factor off your account in the Leeway console of {{tenantName}}. ' +
        'Your sessions are ended; from now on your password is enough to sign in.',
      'Sign in and set up another one.',
    ],
    button: { label: 'Sign in', link: '{{link}}' },
    foot: foot('If nobody told you of this, tell your administrators.'),
  },
  contactPasswordSetup: passwordOf(
    'Choose your password for {{tenantName}}',
    'You can now sign in at {{tenantName}} with this address.',
  ),
  contactPasswordReset: passwordOf(
    'Your new password for {{tenantName}}',
    'A new password for your account at {{tenantName}} was asked for.',
  ),
  webhookDisabled: {
    subject: 'A webhook listener was disabled',
    paragraphs: [
      'Leeway has stopped sending events of {{tenantName}} to the webhook listener at {{uri}}.',
      '{{reason}}',
      'What still waited for it was cancelled, and nothing is sent to it from now on.',
      'When the receiver is ready again, enable the listener:\nPOST /api/v1/account/webhooks/{{webhookListenerId}}/enable',
      'What it missed can then be sent again:\nPOST /api/v1/account/webhooks/{{webhookListenerId}}/replay',
    ],
  },
  thresholdCrossed: {
    subject:
      '{{customerName}}: {{used}}{{#bought}} of {{bought}}{{/bought}} {{unit}} of {{offeringName}} in use',
    paragraphs: [
      `{{customerName}} uses {{used}} of ${of} {{unit}} of {{offeringName}}.`,
      'Reached:{{#levels}}\n- {{.}}{{/levels}}',
      '{{#hardCap}}At most {{hardCap}} can be in use; after that, requests are denied.{{/hardCap}}' +
        '{{^hardCap}}There is no upper limit.{{/hardCap}}',
    ],
    button: { label: 'See the use', link: '{{link}}' },
    foot: stopFoot,
  },
  expiryNotice: {
    subject:
      '{{#isMaintenance}}Maintenance of {{/isMaintenance}}{{offeringName}} of {{customerName}} ends on {{expiryDate}}',
    paragraphs: [
      '{{#isMaintenance}}The maintenance of {{/isMaintenance}}{{offeringName}} of {{customerName}} ends on ' +
        '{{expiryDate}}. Days left: {{days}}.',
      '{{#isMaintenance}}It can be used after that, without maintenance, until it is renewed.{{/isMaintenance}}' +
        '{{^isMaintenance}}To go on using it, renew it with {{tenantName}} before.{{/isMaintenance}}',
    ],
    button: { label: 'See what ends', link: '{{link}}' },
    foot: stopFoot,
  },
  seatsRequested: {
    subject: '{{customerName}} asks for {{#seats}}{{seats}} {{/seats}}more seats of {{offeringName}}',
    paragraphs: [
      '{{requestedBy}} of {{customerName}} asks for {{#seats}}{{seats}} {{/seats}}more seats of {{offeringName}}.',
      '{{used}} of {{bought}} bought seats are in use.{{#hardCap}} At most {{hardCap}} can be.{{/hardCap}}',
      '{{#note}}“{{note}}”{{/note}}{{^note}}There is no message.{{/note}}',
    ],
    button: { label: 'Answer', link: '{{link}}' },
  },
  seatsAnswered: seatsAnswered.en,
};

export const defaultTemplates = Object.fromEntries(
  Object.entries(drafts).map(([kind, draft]) => [kind, partsOf(draft, 'en')]),
) as Record<MailKind, MailParts>;

/** What the product brings in the recipient's language; in English where it has no other words. */
export const templateIn = (kind: MailKind, language: MailLanguage): MailParts =>
  kind === 'seatsAnswered' ? partsOf(seatsAnswered[language], language) : defaultTemplates[kind];
