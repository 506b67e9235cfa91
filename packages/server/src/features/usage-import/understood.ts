/** What was understood of the files, for whoever decides whether to import them. */

export interface Skipped {
  readonly why: string;
  count: number;
  /** `file:line` of the first ones. */
  readonly examples: string[];
}

export interface Understood {
  lines: number;
  readonly kinds: Map<string, number>;
  readonly skipped: Map<string, Skipped>;
}

const examplesMax = 3;
/** Reasons beyond are counted together. */
const reasonsMax = 50;

export const openUnderstood = (): Understood => ({ lines: 0, kinds: new Map(), skipped: new Map() });

export const noteLine = ({ kinds }: Understood, kind: string): void => {
  kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
};

export const noteSkipped = ({ skipped }: Understood, reason: string, place: string): void => {
  const why = skipped.has(reason) || skipped.size < reasonsMax ? reason : 'other';
  const known = skipped.get(why) ?? { why, count: 0, examples: [] };
  known.count += 1;
  if (known.examples.length < examplesMax) known.examples.push(place);
  skipped.set(why, known);
};
