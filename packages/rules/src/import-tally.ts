import { deniedReason, type UsageRecord, type UseRecord } from './usage-record.ts';

/** What a record holds, feature by feature, for whoever chooses which of them are the seats. */

export interface FeatureTally {
  /** Licenses taken. */
  outs: number;
  /** Requests denied for want of licenses, and queued. */
  denials: number;
  held: number;
  /** Most licenses at once. */
  peak: number;
}

export interface ImportTally {
  readonly features: Map<string, FeatureTally>;
  /** Instants of the first and the last record. */
  first: number | null;
  last: number | null;
  /** Licenses by daemon, feature and holder. */
  readonly held: Map<string, number>;
  /** How often one holder took two features in the same second: features in order, parted by NUL. */
  readonly together: Map<string, number>;
  lastOut: { readonly at: number; readonly holder: string; readonly features: string[] } | null;
}

export const openImportTally = (): ImportTally => ({
  ...{ features: new Map(), first: null, last: null },
  ...{ held: new Map(), together: new Map(), lastOut: null },
});

/** Pairs beyond are not counted: they say nothing any more. */
const pairsMax = 1_000;

const featureOf = ({ features }: ImportTally, name: string): FeatureTally => {
  const known = features.get(name);
  if (known) return known;
  const made = { outs: 0, denials: 0, held: 0, peak: 0 };
  features.set(name, made);
  return made;
};

const notePairs = (tally: ImportTally, { at, holder, feature }: UseRecord): void => {
  const { lastOut, together } = tally;
  if (lastOut?.at !== at || lastOut.holder !== holder) {
    tally.lastOut = { at, holder, features: [feature] };
    return;
  }
  if (lastOut.features.includes(feature)) return;
  for (const other of lastOut.features) {
    const pair = [other, feature].sort().join('\u0000');
    if (together.has(pair) || together.size < pairsMax) together.set(pair, (together.get(pair) ?? 0) + 1);
  }
  lastOut.features.push(feature);
};

const heldKey = ({ daemon, feature, holder }: UseRecord) => [daemon, feature, holder].join('\u0000');

const change = (tally: ImportTally, record: UseRecord): void => {
  const feature = featureOf(tally, record.feature);
  const key = heldKey(record);
  const had = tally.held.get(key) ?? 0;
  if (record.kind === 'out') {
    feature.outs += record.count;
    feature.held += record.count;
    feature.peak = Math.max(feature.peak, feature.held);
    tally.held.set(key, had + record.count);
    notePairs(tally, record);
    return;
  }
  const back = Math.min(had, record.count);
  feature.held -= back;
  if (had > back) tally.held.set(key, had - back);
  else tally.held.delete(key);
};

const stop = (tally: ImportTally, isOf: (daemon: string) => boolean): void => {
  for (const [key, count] of tally.held) {
    const [daemon = '', feature = ''] = key.split('\u0000');
    if (!isOf(daemon)) continue;
    featureOf(tally, feature).held -= count;
    tally.held.delete(key);
  }
};

export const tallyRecord = (tally: ImportTally, record: UsageRecord): void => {
  tally.first ??= record.at;
  tally.last = record.at;
  if (record.kind === 'stopped') stop(tally, (daemon) => record.all || daemon === record.daemon);
  else if (record.kind === 'out' || record.kind === 'in') change(tally, record);
  else if (deniedReason(record) !== null) featureOf(tally, record.feature).denials += 1;
  else featureOf(tally, record.feature);
};
