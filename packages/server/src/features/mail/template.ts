import Mustache from 'mustache';
import type { MailValue, Variable } from './kinds.ts';

/**
 * The language of templates: Mustache without partials, other delimiters and unescaped values. It has no logic that a
 * template could abuse: what it can do is bounded by its length and the few values of the mail.
 */

/** The parts of a mail. */
export interface MailParts {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export type PartName = keyof MailParts;

export type RenderValues = Readonly<Record<string, MailValue>>;

/** Longer ones are comments at best, and the parser's time grows with the square of their length. */
const tagCharactersMax = 200;
/** Of a template; the parser looks through what follows for each of them. */
const tagsMax = 500;
/** As much as mail programs show, and more. */
const subjectCharactersMax = 200;

/** `["name", "customerName", 7, 23]`, sections with their content in fifth place. */
type Token = readonly [string, string, number, number, Token[]?];

/** The library remembers every template it has seen, for good. */
const forgetTemplates = () => Mustache.clearCache();

const placeOf = (template: string, at: number): string => {
  const before = template.slice(0, at).split('\n');
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
};

/** What the parser would take too long for, or take for something else. */
const tagFault = (template: string): string | null => {
  let tags = 0;
  for (let at = template.indexOf('{{'); at !== -1; ) {
    tags += 1;
    if (tags > tagsMax) return `${placeOf(template, at)}: a template has at most ${tagsMax} {{ }}`;
    const end = template.indexOf('}}', at);
    if (end === -1) return `${placeOf(template, at)}: {{ without }}`;
    if (end - at > tagCharactersMax) return `${placeOf(template, at)}: }} is too far from its {{`;
    const [sign = ''] = template.slice(at + 2, end).trimStart();
    if (sign === '{' || sign === '&') {
      return `${placeOf(template, at)}: write {{name}}; in HTML values are always escaped, in text never`;
    }
    if (sign === '>') return `${placeOf(template, at)}: a template cannot include another`;
    if (sign === '=') return `${placeOf(template, at)}: the delimiters are {{ and }}`;
    at = template.indexOf('{{', end + 2);
  }
  return null;
};

const parseFault = (template: string, error: unknown): string => {
  const [, what = 'cannot be read', at] = /^(.*) at (\d+)$/.exec((error as Error).message) ?? [];
  return at === undefined ? what : `${placeOf(template, Number(at))}: ${what}`;
};

/** The first name that is not right where it stands. @param inside the sections around, outermost first */
const nameFault = (
  template: string,
  tokens: readonly Token[],
  variables: ReadonlyMap<string, Variable>,
  inside: readonly string[] = [],
): string | null => {
  for (const [sign, name, at, , content = []] of tokens) {
    if (sign === 'text' || sign === '!') continue;
    const fault = (what: string) => `${placeOf(template, at)}: ${what}`;
    const variable = variables.get(name);
    if (sign === 'name') {
      if (name === '.') {
        const around = inside.at(-1);
        if (around && variables.get(around)?.type === 'list') continue;
        return fault('{{.}} stands only inside of a list');
      }
      if (!variable) return fault(`there is no ${name}; there are ${[...variables.keys()].join(', ')}`);
      if (variable.type === 'list') return fault(`${name} is a list: write {{#${name}}}{{.}}{{/${name}}}`);
      if (variable.type === 'switch') return fault(`${name} is yes or no: write {{#${name}}}…{{/${name}}}`);
      continue;
    }
    if (!variable) return fault(`there is no ${name}; there are ${[...variables.keys()].join(', ')}`);
    // A list in itself would be as long as its power.
    if (inside.includes(name)) return fault(`${name} stands inside of itself`);
    const below = nameFault(template, content, variables, sign === '#' ? [...inside, name] : inside);
    if (below) return below;
  }
  return null;
};

/** Why a text is no template for a mail with these variables, with the place; null: it is one. */
export const templateFault = (template: string, variables: readonly Variable[]): string | null => {
  const fault = tagFault(template);
  if (fault) return fault;
  let tokens: Token[];
  try {
    tokens = Mustache.parse(template) as unknown as Token[];
  } catch (error) {
    return parseFault(template, error);
  } finally {
    forgetTemplates();
  }
  return nameFault(template, tokens, new Map(variables.map((variable) => [variable.name, variable])));
};

// A name must not be able to begin a line of its own, nor to turn the direction of what follows.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const unseen = /[\s\u0000-\u001f\u007f-\u009f]+/gu;
const turning = /[\u202a-\u202e\u2066-\u2069]/gu;
const oneLine = (text: string): string => text.replace(unseen, ' ').replace(turning, '').trim();

const shown = (value: MailValue): string | readonly string[] | boolean => {
  if (value === null) return '';
  if (typeof value === 'boolean') return value;
  if (typeof value === 'object' && !(value instanceof Date)) return value.map(oneLine);
  // A date as nobody mistakes it.
  return value instanceof Date ? value.toISOString().slice(0, 10) : oneLine(String(value));
};

/** A value as people see it in a list of variables. */
export const exampleText = (value: MailValue): string => {
  const text = shown(value);
  return typeof text === 'object' ? text.join(', ') : String(text);
};

const escapes: Readonly<Record<PartName, (value: unknown) => string>> = {
  subject: String,
  text: String,
  html: Mustache.escape,
};

/** The mail; values are escaped in HTML, and take one line wherever they stand. Templates must be without fault. */
export const renderMail = (templates: MailParts, values: RenderValues): MailParts => {
  const view = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, shown(value)]));
  const render = (part: PartName) =>
    Mustache.render(templates[part], view, undefined, { escape: escapes[part] });
  const subject = [...oneLine(render('subject'))];
  const mail = {
    subject:
      subject.length > subjectCharactersMax
        ? `${subject.slice(0, subjectCharactersMax - 1).join('')}…`
        : subject.join(''),
    text: render('text'),
    html: render('html'),
  };
  forgetTemplates();
  return mail;
};
