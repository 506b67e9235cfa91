import { describe, expect, it } from 'vitest';
import { percentile } from './generator.ts';
import { median, type Row } from './scenarios.ts';
import { type Results, tables, withTables } from './table.ts';

const row = (name: string, requestsPerSecond: number): Row => ({
  name,
  connections: 64,
  requestsPerSecond,
  p50Ms: 1,
  p99Ms: 2,
});

const results: Results = {
  date: '2026-01-01',
  quick: false,
  machine: { cores: 2, node: '20', postgres: '18' },
  rows: [row('empty handler', 20_000), row('baseline hot', 1_000), row('Leeway hot', 12_000)],
  growth: [row('1 seats before', 10_000), row('1,000 seats before', 8_000)],
  residentMegabytesMax: 200,
};

describe('the tables of a bench', () => {
  it('say what Leeway is to its own baseline and to the empty handler of the same number of connections', () => {
    expect(tables(results)).toContain('| Leeway hot | 64 | 12,000 | 1.0 | 2.0 | 12.0 x | 0.60 x |');
    expect(tables(results)).toContain('| baseline hot | 64 | 1,000 | 1.0 | 2.0 |  | 0.05 x |');
  });

  it('say what a decision costs on more seats, as a multiple of the fewest', () => {
    expect(tables(results)).toContain('| 1,000 | 64 | 8,000 | 1.0 | 2.0 | 1.25 x |');
  });

  it('replace what stood between the markers of the page, and nothing else', () => {
    const page = 'a\n<!-- results: written by npm run bench -->\nold\n<!-- end of results -->\nb\n';
    const once = withTables(page, 'new');
    expect(once).toBe('a\n<!-- results: written by npm run bench -->\n\nnew\n\n<!-- end of results -->\nb\n');
    expect(withTables(once, 'new')).toBe(once);
    expect(() => withTables('no markers', 'new')).toThrow(/markers/);
  });
});

describe('the figures', () => {
  it('are medians of the rounds and percentiles of the answers', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(percentile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.5)).toBe(6);
    expect(percentile([1, 2, 3], 0.99)).toBe(3);
  });
});
