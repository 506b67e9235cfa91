import type { UsageGeometry } from './usage-geometry.ts';

/** Where the limits are called by their numbers: each step of them, none over another. */

export interface LimitLabel {
  readonly kind: 'bought' | 'cap';
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
 * Labels for every step but the last one, which is called by its name at the right. `taken`: what is there already. A step
 * that nothing is left for stays without, and is in the table of figures.
 */
export const limitLabels = (
  { steps, y, isCapOut }: Pick<UsageGeometry, 'steps' | 'y' | 'isCapOut'>,
  room: Room,
  format: (value: number) => string,
  taken: readonly Rect[] = [],
  names: Readonly<Record<LimitLabel['kind'], string>> = { bought: 'bought', cap: 'cap' },
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
  for (const [index, { bought, hardCap, from, to }] of steps.slice(0, -1).entries()) {
    if (to <= from) continue;
    const before = steps[index - 1];
    if (!isCapOut && hardCap !== before?.hardCap) place('cap', hardCap, from, to);
    if (bought !== before?.bought) place('bought', bought, from, to);
  }
  return labels;
};
