import { historyRowsMax, type OverdraftEpisodeModel } from '@leeway/contract';
import { type EpisodeFigures, groupEpisodes, type Span } from '@leeway/rules';
import type { PageAsked } from '../../platform/http/paging.ts';
import { instantText, instantTextOrNull } from '../../platform/instant.ts';
import { atMost } from './asked-range.ts';
import type { HistoryParts, MeterHistory } from './meter-history.ts';
import { type EvidenceRow, selectEpisodes, selectEvidence } from './read-store.ts';

/** Times in overdraft as they are shown (rule 30): short gaps merged, figures those of the real ones. */

type Group = readonly [EpisodeFigures, ...EpisodeFigures[]];

const greatest = (values: readonly bigint[]) =>
  values.reduce((most, value) => (value > most ? value : most), 0n);

const episodeModel = (group: Group, evidence: EvidenceRow | undefined): OverdraftEpisodeModel => ({
  start: instantText(group[0].start),
  end: instantTextOrNull(group.at(-1)?.end ?? null),
  parts: group.length,
  peakUsed: greatest(group.map(({ peakUsed }) => peakUsed)),
  peakOverdraftUsed: greatest(group.map(({ peakOverdraft }) => peakOverdraft)),
  overdraftMs: BigInt(group.reduce((sum, { overdraftMs }) => sum + overdraftMs, 0)),
  overdraftUsedMs: group.reduce((sum, { overdraftUsedMs }) => sum + overdraftUsedMs, 0n),
  seats: evidence?.seats ?? 0,
  denials: evidence?.denials ?? 0,
});

/** The meter's own figures of the episode that goes on reach up to now; what is stored of it only to its last fact. */
const present = ({ meter }: MeterHistory, episode: EpisodeFigures): EpisodeFigures =>
  [...(meter?.pastEpisodes ?? []), meter?.episode].find((known) => known?.start === episode.start) ?? episode;

/** An episode that began with the last fact is in no row yet. */
const presentEpisodes = (history: MeterHistory, stored: readonly EpisodeFigures[], range: Span) => {
  const begun = history.meter?.episode;
  const isStored = stored.some(({ start }) => start === begun?.start);
  const all = begun && !isStored && begun.start < range.end ? [...stored, begun] : stored;
  return all
    .map((episode) => present(history, episode))
    .filter(({ end }) => end === null || end > range.start);
};

export const overdraftEpisodes = async (
  { database }: HistoryParts,
  history: MeterHistory,
  range: Span,
  coolDownMs: number,
  page: PageAsked,
): Promise<{ readonly items: OverdraftEpisodeModel[]; readonly total: number }> => {
  const { key, now } = history;
  const found = await selectEpisodes(database, key, range, historyRowsMax + 1);
  const stored = atMost(found, historyRowsMax, 'times in overdraft');
  const groups = groupEpisodes(presentEpisodes(history, stored, range), coolDownMs).reverse();
  const shown = groups.slice(page.offset, page.offset + page.pageSize);
  const evidence = await selectEvidence(
    database,
    key,
    shown.map((group) => group.map(({ start, end }) => ({ start, end: end ?? now + 1 }))),
    history.meter?.episode ?? null,
  );
  return {
    items: shown.map((group, index) => episodeModel(group, evidence[index])),
    total: groups.length,
  };
};
