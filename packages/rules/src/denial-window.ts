/** Rule 16: denials of one seat within this long share one log row. */
export const denialWindowMs = 60_000;

/** Whether a denial at `at` counts on the row whose first denial was at `openedAt`. */
export const sharesRow = (openedAt: number, at: number): boolean => at - openedAt < denialWindowMs;
