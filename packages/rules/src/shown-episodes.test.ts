import { expect, it } from 'vitest';
import { groupEpisodes } from './shown-episodes.ts';

it('rule 30: gaps shorter than the cool-down are merged, and no others', () => {
  const episodes = [
    { start: 0, end: 10 },
    { start: 24, end: 30 },
    { start: 45, end: 50 },
    { start: 51, end: null },
  ];
  const starts = (coolDown: number) =>
    groupEpisodes(episodes, coolDown).map((group) => group.map(({ start }) => start));
  expect(starts(15)).toEqual([
    [0, 24],
    [45, 51],
  ]);
  expect(starts(0)).toEqual([[0], [24], [45], [51]]);
  expect(groupEpisodes([], 15)).toEqual([]);
});
