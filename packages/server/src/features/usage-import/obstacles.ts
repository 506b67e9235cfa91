import { basename } from 'node:path';
import type { ImportTally } from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';
import { firstLiveAt } from '../admission/index.ts';
import { importsOf } from './store.ts';
import type { Reading, ReadOnce } from './understand.ts';

/** Why files cannot be imported, each in a sentence with what to do. */

/** Before, there was no license manager; a date like that is a fault of the log. */
const earliest = Date.UTC(1988, 0, 1);
const listedMax = 30;

const instant = (at: number) => new Date(at).toISOString();

/** `EDITOR (taken 120 times, denied 4 times, peak 7), …`, most used first. */
export const featuresByUse = ({ features }: ImportTally) =>
  [...features].sort(([a, x], [b, y]) => y.outs + y.denials - x.outs - x.denials || (a < b ? -1 : 1));

const listOf = (tally: ImportTally): string => {
  const all = featuresByUse(tally);
  const listed = all
    .slice(0, listedMax)
    .map(([name, { outs, denials, peak }]) => `${name} (taken ${outs}, denied ${denials}, peak ${peak})`);
  return [...listed, ...(all.length > listedMax ? [`${all.length - listedMax} more`] : [])].join(', ');
};

/** What of the files themselves is in the way. */
export const obstaclesInFiles = (reading: Reading, read: ReadOnce, now: number): string[] => {
  const { tally, covered, course } = read;
  const { features } = reading;
  const files = reading.files.map((path) => basename(path)).join(', ');
  if (tally.features.size === 0 || covered === null) return [`There is no line of use in ${files}.`];
  const unknown = features.filter((name) => !tally.features.has(name));
  if (unknown.length > 0)
    return [`There is no feature ${unknown.join(', ')} in ${files}. There are: ${listOf(tally)}.`];
  if (features.length === 0 && tally.features.size > 1)
    return [`There are several features; name those that are the seats with --feature: ${listOf(tally)}.`];
  const found: string[] = [];
  if (course.places === 0) found.push('Nobody took one of these features or was denied one.');
  if (covered.end > now)
    found.push(
      `The files end at ${instant(covered.end)}, which is not yet: check --time-zone and --start-date.`,
    );
  if (covered.start < earliest)
    found.push(`The files begin at ${instant(covered.start)}, which cannot be: check --start-date.`);
  return found;
};

/** What of the entitlement is in the way: usage it has already, of its own or imported. */
export const obstaclesOfEntitlement = async (
  db: Queryable,
  tenantId: string,
  entitlementId: string,
  { covered, hash }: ReadOnce,
): Promise<string[]> => {
  if (!covered) return [];
  const undo = `"leeway import undo --entitlement ${entitlementId}" takes the last import back.`;
  const made = await importsOf(db, tenantId, entitlementId);
  const same = made.find(({ fileHash }) => fileHash === hash);
  if (same)
    return [
      `The same content was imported at ${same.createdAt.toISOString()} (${same.usageImportId}): nothing is added twice. ${undo}`,
    ];
  const found: string[] = [];
  const overlaps = made.find(
    ({ rangeStart, rangeEnd }) => covered.start <= rangeEnd.getTime() && rangeStart.getTime() <= covered.end,
  );
  if (overlaps) {
    const [start, end] = [overlaps.rangeStart, overlaps.rangeEnd].map((date) => date.toISOString());
    found.push(
      `The time from ${start} to ${end} was imported before (${overlaps.usageImportId}). Import files of one time together. ${undo}`,
    );
  }
  const live = await firstLiveAt(db, tenantId, entitlementId);
  if (live !== null && live <= covered.end)
    found.push(
      `The entitlement's own log begins at ${instant(live)}, before the files end at ${instant(covered.end)}. Leave out what is later with --until ${instant(live)}.`,
    );
  return found;
};
