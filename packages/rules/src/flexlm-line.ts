import { licensesMax } from './usage-record.ts';

/** What one line of a FlexLM (FlexNet Publisher) debug log says by itself. Its date comes from the lines before. */

export interface CalendarDay {
  readonly year: number;
  /** 1 to 12 */
  readonly month: number;
  readonly day: number;
}

interface Timed {
  /** Seconds since midnight on the clock of the license server; null: the line has no time. */
  readonly second: number | null;
  readonly daemon: string;
}

export interface FlexlmUse extends Timed {
  readonly kind: 'out' | 'in' | 'denied' | 'queued' | 'dequeued';
  readonly feature: string;
  readonly holder: string;
  readonly count: number;
  readonly errorCode: number | null;
}

export type FlexlmLine =
  | FlexlmUse
  | (Timed & { readonly kind: 'unsupported' })
  | (Timed & { readonly kind: 'noise' })
  | (Timed & { readonly kind: 'date'; readonly day: CalendarDay })
  /** A daemon began: what it gave out before is back. `day`: it tells the date as well. */
  | (Timed & { readonly kind: 'start'; readonly all: boolean; readonly day: CalendarDay | null })
  | (Timed & { readonly kind: 'stop'; readonly all: boolean })
  /** It begins as a line of use does and cannot be read. */
  | (Timed & { readonly kind: 'unreadable'; readonly why: string });

const timedForm = /^\s*(\d{1,2}):(\d{2}):(\d{2})\s+\(([^()]{1,100})\)\s*(.*)$/;
const useForm = /^(OUT|IN|DENIED|QUEUED|DEQUEUED|UNSUPPORTED):\s*(.*)$/;
const featureForm = /^(?:"([^"]+)"|([^\s"]+))\s+(\S.*)$/;
const slashDate = /(\d{1,2})\/(\d{1,2})\/(\d{4})/;
const wordDate =
  /^(?:\(@\S+-SLOG@\)\s*)?(?:Start-Date|Time):\s*(?:\w{3},?\s+)?(\w{3})\s+(\d{1,2})\s+(\d{4})\b/i;
/** Of `user@host`. */
const holderMax = 256;
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const dayFrom = (year: number, month: number, day: number): CalendarDay | null => {
  const date = new Date(Date.UTC(year, month - 1, day));
  const isDay = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && year >= 1970;
  return isDay ? { year, month, day } : null;
};

const slashDay = (text: string): CalendarDay | null => {
  const [found, month, day, year] = slashDate.exec(text) ?? [];
  return found === undefined ? null : dayFrom(Number(year), Number(month), Number(day));
};

const wordDay = (text: string): CalendarDay | null => {
  const [found, month = '', day, year] = wordDate.exec(text) ?? [];
  const index = months.indexOf(month.toLowerCase());
  return found === undefined || index < 0 ? null : dayFrom(Number(year), index + 1, Number(day));
};

/** Where the bracket begins that ends the text; -1: none does. */
const bracketStart = (text: string): number => {
  if (text.endsWith(']')) return text.lastIndexOf('[');
  if (!text.endsWith(')')) return -1;
  let depth = 0;
  for (let index = text.length - 1; index >= 0; index--) {
    if (text[index] === ')') depth += 1;
    if (text[index] === '(') depth -= 1;
    if (depth === 0) return index;
  }
  return -1;
};

/** Splits `user@host  [data] (3 licenses)` into the holder and what stands in brackets. */
const takeBrackets = (text: string): { readonly holder: string; readonly brackets: readonly string[] } => {
  const brackets: string[] = [];
  let holder = text.trimEnd();
  for (let start = bracketStart(holder); start > 0; start = bracketStart(holder)) {
    brackets.unshift(holder.slice(start));
    holder = holder.slice(0, start).trimEnd();
  }
  return { holder, brackets };
};

const countIn = (brackets: readonly string[]): number => {
  for (const bracket of brackets) {
    const [, count] = /^\((\d+) licenses?\b/i.exec(bracket) ?? [];
    if (count !== undefined) return Number(count);
  }
  return 1;
};

const errorCodeIn = (brackets: readonly string[]): number | null => {
  for (const bracket of brackets) {
    const [, code] = /\((-\d+)(?:,[^()]*)?\)/.exec(bracket) ?? [];
    if (code !== undefined) return Number(code);
  }
  return null;
};

const useKinds = { OUT: 'out', IN: 'in', DENIED: 'denied', QUEUED: 'queued', DEQUEUED: 'dequeued' } as const;

const useFrom = (timed: Timed, word: keyof typeof useKinds, text: string): FlexlmLine => {
  const unreadable = (why: string) => ({ ...timed, kind: 'unreadable', why }) as const;
  // A verbose log repeats all between these signs.
  const verbose = text.indexOf('^^^');
  const [found, quoted, plain, rest = ''] =
    featureForm.exec(verbose < 0 ? text : text.slice(0, verbose)) ?? [];
  if (found === undefined) return unreadable('no feature');
  const { holder, brackets } = takeBrackets(rest);
  const at = holder.lastIndexOf('@');
  const host = holder.slice(at + 1);
  if (holder.length > holderMax) return unreadable(`a name of more than ${holderMax} characters`);
  if (at < 1 || !/^[^\s()[\]]+$/.test(host)) return unreadable('no user@host, or cut off');
  const count = countIn(brackets);
  if (count < 1 || count > licensesMax) return unreadable(`${count} licenses at once`);
  const kind = useKinds[word];
  const errorCode = kind === 'denied' ? errorCodeIn(brackets) : null;
  return { ...timed, kind, feature: quoted ?? plain ?? '', holder, count, errorCode };
};

/** What a line says that is not about use: the date, a start, an end, or nothing of interest. */
const otherFrom = (timed: Timed, text: string): FlexlmLine => {
  const all = timed.daemon === 'lmgrd';
  if (text.startsWith('TIMESTAMP')) {
    const day = slashDay(text);
    return day ? { ...timed, kind: 'date', day } : { ...timed, kind: 'unreadable', why: 'no date' };
  }
  if (/\bstarted on\b/i.test(text)) return { ...timed, kind: 'start', all, day: slashDay(text) };
  const [, exited] = /^(\S+) exited with status\b/i.exec(text) ?? [];
  if (exited !== undefined) return { ...timed, daemon: exited, kind: 'stop', all: false };
  if (/^(EXITING (DUE TO|WITH)\b|daemon shutting down\b)/i.test(text)) return { ...timed, kind: 'stop', all };
  const day = wordDay(text);
  return day ? { ...timed, kind: 'date', day } : { ...timed, kind: 'noise' };
};

/** Reads one line, without its line end. */
export const parseFlexlmLine = (line: string): FlexlmLine => {
  const [found, hours, minutes, seconds, daemon = '', rest = ''] = timedForm.exec(line) ?? [];
  if (found === undefined) return otherFrom({ second: null, daemon: '' }, line.trim());
  const second = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  const isTime = Number(hours) < 24 && Number(minutes) < 60 && Number(seconds) < 60;
  const timed: Timed = { second: isTime ? second : null, daemon };
  const [, word, text = ''] = useForm.exec(rest) ?? [];
  if (word === undefined) return otherFrom(timed, rest.trim());
  if (!isTime) return { ...timed, kind: 'unreadable', why: 'no time of day' };
  if (word === 'UNSUPPORTED') return { ...timed, kind: 'unsupported' };
  return useFrom(timed, word as keyof typeof useKinds, text);
};
