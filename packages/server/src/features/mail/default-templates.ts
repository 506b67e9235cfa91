import type { MailKind } from '@leeway/contract';
import type { MailParts } from './template.ts';

/** What mails say when a tenant has no words of its own: short, and the same in text and HTML. */

/** One line of the mail's end, small in HTML. */
interface Foot {
  readonly text: string;
  readonly html: string;
}

const foot = (line: string): Foot => ({ text: line, html: line });

const stopFoot: Foot = {
  text: 'You want no more mails like this? {{stopLink}}',
  html: 'You want no more mails like this? <a href="{{stopLink}}" style="color:inherit">Stop them</a>.',
};

interface Draft {
  readonly subject: string;
  /** Paragraphs, in Mustache; what is in them is plain text and `{{` `}}`. */
  readonly paragraphs: readonly string[];
  /** What to do: a button in HTML, the address in text. */
  readonly button?: { readonly label: string; readonly link: string };
  readonly foot?: Foot;
}

// Colours of text and background are the mail program's own, so that they fit its dark mode.
const font = 'font-family:system-ui,-apple-system,Segoe UI,Roboto,sans-serif;font-size:16px;line-height:1.5';
const buttonStyle =
  'display:inline-block;padding:10px 20px;border-radius:6px;background:#1d4ed8;color:#ffffff;text-decoration:none';

const htmlOf = ({ paragraphs, button, foot: end }: Draft): string =>
  [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="supported-color-schemes" content="light dark">',
    '</head>',
    `<body style="margin:0;padding:24px;${font}">`,
    '<div style="max-width:560px;margin:0 auto">',
    ...paragraphs.map(
      (paragraph) => `<p style="margin:0 0 16px">${paragraph.replaceAll('\n', '<br>\n')}</p>`,
    ),
    ...(button
      ? [
          `<p style="margin:24px 0"><a href="${button.link}" style="${buttonStyle}">${button.label}</a></p>`,
          `<p style="margin:0 0 16px;font-size:14px">Or open this address:<br>${button.link}</p>`,
        ]
      : []),
    ...(end ? [`<p style="margin:24px 0 0;font-size:13px;opacity:0.75">${end.html}</p>`] : []),
    '</div>',
    '</body>',
    '</html>',
    '',
  ].join('\n');

const textOf = ({ paragraphs, button, foot: end }: Draft): string => {
  const blocks = [...paragraphs];
  if (button) blocks.push(`${button.label}:\n${button.link}`);
  if (end) blocks.push(end.text);
  return `${blocks.join('\n\n')}\n`;
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
};

export const defaultTemplates = Object.fromEntries(
  Object.entries(drafts).map(([kind, draft]) => [
    kind,
    { subject: draft.subject, text: textOf(draft), html: htmlOf(draft) },
  ]),
) as Record<MailKind, MailParts>;
