import { type KeyboardEvent, useState } from 'react';
import type { Piece, UsageCourse } from './usage-course.ts';

/** What is looked at in a chart: a piece, a stretch that is marked, the table; by mouse and by keyboard. */

/** A zoom ends where steps are told by the second anyway. */
const spanLeastMs = 10 * 60_000;

interface Stretch {
  readonly from: number;
  readonly to: number;
}

type OnZoom = (from: number, to: number) => void;

const ordered = ({ from, to }: Stretch): Stretch => ({ from: Math.min(from, to), to: Math.max(from, to) });

/** The stretch the keyboard has marked: from one piece to another, both included. */
const stretchOf = (pieces: readonly Piece[], one: number, other: number): Stretch | null => {
  const first = pieces[Math.min(one, other)];
  const last = pieces[Math.max(one, other)];
  return first && last ? { from: first.start, to: last.end } : null;
};

export const useChartView = (course: UsageCourse, pieces: readonly Piece[], onZoom: OnZoom | undefined) => {
  const [chosen, setChosen] = useState<number | null>(null);
  const [anchor, setAnchor] = useState<number | null>(null);
  const [dragged, setDragged] = useState<Stretch | null>(null);
  const [asTable, setAsTable] = useState(false);
  // What was chosen of a longer course may be no longer there.
  const piece = chosen === null ? undefined : pieces[chosen];
  const marked =
    dragged !== null
      ? ordered(dragged)
      : anchor !== null && chosen !== null
        ? stretchOf(pieces, anchor, chosen)
        : null;

  const zoomTo = ({ from, to }: Stretch) => {
    const middle = (from + to) / 2;
    const half = Math.max(spanLeastMs, to - from) / 2;
    setChosen(null);
    setAnchor(null);
    onZoom?.(Math.round(middle - half), Math.round(middle + half));
  };
  const zoom = (factor: number) => {
    const middle = piece ? (piece.start + piece.end) / 2 : (course.from + course.to) / 2;
    const half = ((course.to - course.from) * factor) / 2;
    zoomTo({ from: middle - half, to: middle + half });
  };
  const move = (by: number, isMarking: boolean) => {
    const from = chosen ?? (by > 0 ? -1 : pieces.length);
    setAnchor(isMarking ? (anchor ?? Math.max(0, Math.min(pieces.length - 1, from))) : null);
    setChosen(Math.min(pieces.length - 1, Math.max(0, from + by)));
  };
  const forget = () => {
    setChosen(null);
    setAnchor(null);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const { shiftKey } = event;
    const keys: Record<string, () => void> = {
      ArrowRight: () => move(1, shiftKey),
      ArrowLeft: () => move(-1, shiftKey),
      Home: () => move(-pieces.length, shiftKey),
      End: () => move(pieces.length, shiftKey),
      Enter: () => marked && onZoom && zoomTo(marked),
      '+': () => zoom(0.5),
      '=': () => zoom(0.5),
      '-': () => zoom(2),
      t: () => setAsTable(!asTable),
      Escape: forget,
    };
    const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  };

  /** The mouse is at an instant; with the button held it marks. */
  const point = (at: number) => {
    const found = pieces.findLastIndex(({ start }) => start <= at);
    setAnchor(null);
    setChosen(pieces.length > 0 ? Math.max(0, found) : null);
    if (dragged) setDragged({ ...dragged, to: at });
  };
  const press = (at: number) => onZoom && setDragged({ from: at, to: at });
  /** `isWide`: it was meant, and no click. */
  const release = (isWide: (stretch: Stretch) => boolean) => {
    if (dragged && isWide(ordered(dragged))) zoomTo(ordered(dragged));
    setDragged(null);
  };

  const toggleTable = () => setAsTable(!asTable);
  return { piece, marked, asTable, toggleTable, zoom, forget, onKeyDown, point, press, release };
};
