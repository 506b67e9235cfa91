/** How the worker rests between pieces of work, so that the decisions beside it hardly feel them. All in milliseconds. */

/** So many times what the work took, and in a turn and until the next one between these. */
const restTimes = 15;
const restMinMs = 500;
const restMaxMs = 9_000;

/** The rest after a piece that took `tookMs`, of a turn that began with so many and has rested `restedMs` since. */
export const restAfterPiece = (tookMs: number, pieces: number, restedMs: number): number =>
  Math.min(restTimes * tookMs, restMaxMs / pieces, restMaxMs - restedMs);

/** The rest between a turn and the next one, of which so much went by between its pieces. */
export const restAfterTurn = (workedMs: number, restedMs: number): number =>
  Math.max(restMinMs, Math.min(restMaxMs, restTimes * workedMs) - restedMs);
