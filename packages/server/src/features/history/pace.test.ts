import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { restAfterPiece, restAfterTurn } from './pace.ts';

/** What a turn of these pieces rests between them, and then until the next one. It began with as many, or with fewer. */
const restsOf = (pieces: readonly number[], began = pieces.length) => {
  const between = pieces.slice(1).reduce((sum, tookMs) => sum + restAfterPiece(tookMs, began, sum), 0);
  const worked = pieces.reduce((sum, tookMs) => sum + tookMs, 0);
  return { between, after: restAfterTurn(worked, between) };
};

const someTurn = fc.array(fc.double({ min: 0.1, max: 2_000, noNaN: true }), { minLength: 1, maxLength: 300 });

describe('the worker rests', () => {
  it('half a second after a turn with next to nothing to do', () => {
    expect(restsOf([5])).toEqual({ between: 0, after: 500 });
  });

  it('in proportion to what one piece took', () => {
    expect(restsOf([200])).toEqual({ between: 0, after: 3_000 });
  });

  it('between many pieces, and then not much longer', () => {
    expect(restsOf(Array<number>(50).fill(30))).toEqual({ between: 49 * 180, after: 500 });
  });

  it('never so long that figures are more than ten seconds behind because of it', () => {
    fc.assert(
      fc.property(someTurn, fc.integer({ min: 1, max: 300 }), (pieces, began) => {
        const { between, after } = restsOf(pieces, began);
        expect(between).toBeGreaterThanOrEqual(0);
        expect(between + after).toBeLessThanOrEqual(9_500.001);
        expect(after).toBeGreaterThanOrEqual(500);
      }),
    );
  });

  it('fifteen times as long as it works, or nine seconds', () => {
    fc.assert(
      fc.property(someTurn, (pieces) => {
        const { between, after } = restsOf(pieces);
        const worked = pieces.reduce((sum, tookMs) => sum + tookMs, 0);
        expect(between + after).toBeGreaterThanOrEqual(Math.min(15 * worked, 9_000) - 0.001);
      }),
    );
  });
});
