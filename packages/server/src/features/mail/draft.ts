import type { MailLanguage } from './language.ts';
import type { MailParts } from './template.ts';

/** What the product's own mails are made of: text and HTML of one and the same. */

/** One line of the mail's end, small in HTML. */
interface Foot {
  readonly text: string;
  readonly html: string;
}

export const foot = (line: string): Foot => ({ text: line, html: line });

export interface Draft {
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

const orOpen: Readonly<Record<MailLanguage, string>> = {
  en: 'Or open this address:',
  de: 'Oder öffnen Sie diese Adresse:',
  es: 'O abra esta dirección:',
};

const htmlOf = ({ paragraphs, button, foot: end }: Draft, language: MailLanguage): string =>
  [
    '<!doctype html>',
    `<html lang="${language}">`,
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
          `<p style="margin:0 0 16px;font-size:14px">${orOpen[language]}<br>${button.link}</p>`,
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

export const partsOf = (draft: Draft, language: MailLanguage): MailParts => ({
  subject: draft.subject,
  text: textOf(draft),
  html: htmlOf(draft, language),
});
