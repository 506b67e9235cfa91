import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Leeway, startLeeway } from '../testing/leeway.ts';
import { runStory } from './story.ts';

let leeway: Leeway;
beforeAll(async () => {
  leeway = await startLeeway();
});
afterAll(() => leeway.stop());

const tell = async () => {
  const lines: string[] = [];
  const { baseUrl, client } = leeway;
  await runStory({
    ...{ baseUrl, tokenUrl: `${baseUrl}/oauth/token`, print: (line: string) => lines.push(line) },
    ...{ clientId: client.clientId, clientSecret: client.clientSecret },
  });
  return lines;
};

const lineWith = (lines: readonly string[], text: string) => lines.find((line) => line.includes(text));

describe('the story of 100 sold, 120 allowed, the 121st denied', () => {
  let lines: string[];
  beforeAll(async () => {
    lines = await tell();
  });

  it('grants 100 bought seats and 20 overdraft seats, and denies one', () => {
    expect(lineWith(lines, 'Seats 1 to 100')).toMatch(/100 x 201 granted +100 \/ 100 \+ 20 +works: within/);
    expect(lineWith(lines, 'Seats 101 to 120')).toMatch(
      /20 x 201 granted +120 \/ 100 \+ 20 +works: overdraft, 20/,
    );
    expect(lineWith(lines, 'Seat 121 asks ')).toMatch(
      /1 x 402 denied +120 \/ 100 \+ 20 +denied, .*seatLimitReached/,
    );
  });

  it('rule 16: shows both attempts of the 121st in one row', () => {
    expect(lineWith(lines, 'Denied  ')).toContain('2 attempts within a minute in 1 row');
  });

  it('rule 4: makes the longest-held overdraft seat a bought one', () => {
    expect(lineWith(lines, 'is given back')).toMatch(
      /1 x 204 done +119 \/ 100 \+ 20 +overdraft is down to 19/,
    );
    expect(lineWith(lines, 'the longest')).toMatch(/seat-101 .* number 100 of 100/);
  });

  it('fits a terminal and has no control characters', () => {
    for (const line of lines) {
      expect(line.length).toBeLessThanOrEqual(100);
      expect(line).toMatch(/^[\x20-\x7e]*$/);
    }
  });

  it('can be told again', async () => {
    const again = await tell();
    expect(lineWith(again, 'Seats 101 to 120')).toContain('20 x 201 granted');
    expect(again[0]).not.toBe(lines[0]);
  });

  it('says what the server said when it may not begin', async () => {
    const { baseUrl, client } = leeway;
    const parts = {
      baseUrl,
      tokenUrl: `${baseUrl}/oauth/token`,
      clientId: client.clientId,
      print: () => undefined,
    };
    await expect(runStory({ ...parts, clientSecret: 'x'.repeat(40) })).rejects.toThrow(
      /No token from .* 401/,
    );
  });
});
