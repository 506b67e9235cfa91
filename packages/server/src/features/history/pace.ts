/** How the worker rests between pieces of work, so that the decisions beside it hardly feel them. All in milliseconds. */

/** So many times what the work took, and in a turn and until the next one between these. */
const restTimes = 15;
const restMinMs = 500;
const restMaxMs = 9_000;

/** The rest after one of the `pieces` of a turn, which took `tookMs`. */
export const restAfterPiece = (tookMs: number, pieces: number): number =>
  Math.min(restTimes * tookMs, restMaxMs / pieces);

/** The rest between a turn and the next one, of which so much went by between its pieces. */
export const restAfterTurn = (workedMs: number, restedMs: number): number =>
  Math.max(restMinMs, Math.min(restMaxMs, restTimes * workedMs) - restedMs);
