import type { LimitStep } from './usage-course.ts';
import type { UsageGeometry } from './usage-geometry.ts';

/** Where the limits are called by their numbers: each step of them, none over another. */

export interface LimitLabel {
  readonly kind: 'bought' | 'cap' | 'own';
  readonly text: string;
  /** The left end and the baseline of the text. */
  readonly x: number;
  readonly y: number;
}

interface Rect {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

interface Room {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const charWidth = 6.8;
const lineHeight = 13;
/** Between a line and what stands on it. */
const gap = 4;

const isApart = (a: Rect, b: Rect): boolean =>
  a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;

const rectOf = (x: number, y: number, text: string): Rect => ({
  left: x - 2,
  right: x + text.length * charWidth + 2,
  top: y - lineHeight + 2,
  bottom: y + 2,
});

const isInside = (rect: Rect, room: Room): boolean =>
  rect.left >= room.left - 2 &&
  rect.right <= room.right + 2 &&
  rect.top >= room.top &&
  rect.bottom <= room.bottom;

/** Places to try, the best first: on the line where it begins, under it, then ever farther off. */
const placesOf = (from: number, to: number, y: number, width: number): [x: number, y: number][] => {
  const starts = [from + gap, Math.max(from, to - width - gap), from - width - gap];
  const offsets = [
    -gap,
    lineHeight,
    -gap - lineHeight,
    2 * lineHeight,
    -gap - 2 * lineHeight,
    3 * lineHeight,
  ];
  return offsets.flatMap((offset) => starts.map((x): [number, number] => [x, y + offset]));
};

/**
 * Labels for every step but those that hold to the end, which are called by their name at the right. `taken`: what is there already. A step
 * that nothing is left for stays without, and is in the table of figures.
 */
export const limitLabels = (
  { steps, y, isCapOut }: Pick<UsageGeometry, 'steps' | 'y' | 'isCapOut'>,
  room: Room,
  format: (value: number) => string,
  taken: readonly Rect[] = [],
  names: Readonly<Record<LimitLabel['kind'], string>> = { bought: 'bought', cap: 'cap', own: 'own cap' },
): LimitLabel[] => {
  const rects = [...taken];
  const labels: LimitLabel[] = [];
  const place = (kind: LimitLabel['kind'], value: number | null, from: number, to: number) => {
    if (value === null) return;
    const text = `${names[kind]} ${format(value)}`;
    const width = text.length * charWidth;
    for (const [x, baseline] of placesOf(from, to, y(value), width)) {
      const rect = rectOf(x, baseline, text);
      if (!isInside(rect, room) || !rects.every((other) => isApart(rect, other))) continue;
      rects.push(rect);
      labels.push({ kind, text, x, y: baseline });
      return;
    }
  };
  /** Called by its number where it begins, unless it holds to the end, where it has its name. */
  const begins = (of: (step: LimitStep) => number | null, index: number) => {
    const value = steps[index] && of(steps[index]);
    const before = steps[index - 1];
    const isOther = !before || of(before) !== value;
    return isOther && steps.slice(index + 1).some((later) => of(later) !== value);
  };
  for (const [index, { bought, hardCap, ownCap = null, from, to }] of steps.slice(0, -1).entries()) {
    if (to <= from) continue;
    if (!isCapOut && begins((step) => step.hardCap, index)) place('cap', hardCap, from, to);
    if (begins((step) => step.bought, index)) place('bought', bought, from, to);
    if (begins((step) => step.ownCap ?? null, index)) place('own', ownCap, from, to);
  }
  return labels;
};

/**
 * Baselines at least `apart` from each other, each as near as can be to where it belongs: what is too close moves apart
 * evenly. In the order given.
 */
export const spread = (wanted: readonly number[], apart: number): number[] => {
  const order = wanted.map((y, index) => ({ y, index })).sort((a, b) => a.y - b.y);
  const groups: { sum: number; members: number[] }[] = [];
  for (const [rank, { y, index }] of order.entries()) {
    groups.push({ sum: y - rank * apart, members: [index] });
    for (;;) {
      const [last, before] = [groups.at(-1), groups.at(-2)];
      if (!last || !before || before.sum / before.members.length <= last.sum / last.members.length) break;
      groups.splice(-2, 2, { sum: before.sum + last.sum, members: [...before.members, ...last.members] });
    }
  }
  const placed = [...wanted];
  let rank = 0;
  for (const { sum, members } of groups)
    for (const index of members) {
      placed[index] = sum / members.length + rank * apart;
      rank += 1;
    }
  return placed;
};
