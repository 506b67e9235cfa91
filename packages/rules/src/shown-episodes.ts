/** Episodes as they are shown (rule 30): gaps shorter than the cool-down are merged. Accounting goes by the real ones. */

/** The tenant's cool-down while it has set none. */
export const coolDownMsDefault = 15 * 60_000;

interface Episode {
  readonly start: number;
  /** null: it goes on. */
  readonly end: number | null;
}

/** Groups of episodes with gaps shorter than the cool-down between them; episodes ascend and do not overlap. */
export const groupEpisodes = <E extends Episode>(
  episodes: readonly E[],
  coolDownMs: number,
): [E, ...E[]][] => {
  const groups: [E, ...E[]][] = [];
  for (const episode of episodes) {
    const group = groups.at(-1);
    const end = group?.at(-1)?.end ?? null;
    if (group && end !== null && episode.start - end < coolDownMs) group.push(episode);
    else groups.push([episode]);
  }
  return groups;
};
