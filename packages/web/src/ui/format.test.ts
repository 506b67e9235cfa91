import { beforeAll, describe, expect, it } from 'vitest';
import { formatDate, formatDateTime, nothing, writeAs } from './format.ts';

beforeAll(() => writeAs('en-GB'));

describe('days and times', () => {
  it('are those of the time zone that is named: a period of October begins on 1 October', () => {
    expect(formatDate('2026-09-30T22:00:00Z', 'Europe/Berlin')).toBe('1\u00a0Oct\u00a02026');
    expect(formatDateTime('2026-11-30T23:00:00Z', 'Europe/Berlin')).toBe('1\u00a0Dec\u00a02026, 00:00');
  });

  it('break between day and time, and nowhere else', () => {
    expect(formatDateTime('2026-11-22T12:13:00Z', 'UTC').split(' ')).toEqual([
      '22\u00a0Nov\u00a02026,',
      '12:13',
    ]);
    expect(formatDate('2026-11-22T12:13:00Z')).not.toContain(' ');
  });

  it('are a dash where nothing is known', () => {
    expect([formatDate(null, 'UTC'), formatDateTime(undefined)]).toEqual([nothing, nothing]);
  });
});
