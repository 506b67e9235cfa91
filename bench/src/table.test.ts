import { expect, it } from 'vitest';
import { type Results, type Row, render, withResults } from './table.ts';

const row = (title: string, requestsPerSecond: number, timesBaseline: number | null): Row => ({
  title,
  connections: 64,
  requestsPerSecond,
  p50Ms: 1,
  p99Ms: 2.04,
  ofEmpty: requestsPerSecond / 20_000,
  timesBaseline,
});

const results: Results = {
  measuredAt: '2026-01-01T12:00:00.000Z',
  machine: { cores: 2, cpu: 'AMD EPYC', memoryGb: 24, node: '20.20.2', postgres: '18.4' },
  rows: [row('Empty handler', 20_000, null), row('Leeway', 12_000, 12)],
  sizes: [{ title: '1,000 seats', requestsPerSecond: 8_000, p50Ms: 3, p99Ms: 9, cost: 1.25 }],
  serverMemoryMb: 199.6,
  goals: [
    { what: 'Fast', goal: '>= 10x', measured: '12.00x', met: true },
    { what: 'Small', goal: '<= 100 MB', measured: '200 MB', met: false },
  ],
};

it('the tables show the figures with their ratios, and which goals are met and missed', () => {
  const lines = render(results).split('\n');
  expect(lines[0]).toBe(
    'Measured on 2026-01-01: 2 cores (AMD EPYC), 24 GB, Node.js 20.20.2, PostgreSQL 18.4.',
  );
  const cells = lines.map((line) => line.split('|').map((cell) => cell.trim()));
  expect(cells).toContainEqual(['', 'Empty handler', '64', '20,000', '1.0', '2.0', '1.00', '', '']);
  expect(cells).toContainEqual(['', 'Leeway', '64', '12,000', '1.0', '2.0', '0.60', '12.0', '']);
  expect(cells).toContainEqual(['', '1,000 seats', '8,000', '3.0', '9.0', '1.25x', '']);
  expect(cells).toContainEqual(['', 'Fast', '>= 10x', '12.00x', 'met', '']);
  expect(cells).toContainEqual(['', 'Small', '<= 100 MB', '200 MB', 'missed', '']);
  expect(lines).toContain('The Leeway process had at most 200 MB of memory resident.');
});

it('new results replace what stood between the markers of the page, and nothing else', () => {
  const page = 'a\n<!-- results: written by npm run bench -->\nold\n<!-- end of results -->\nb\n';
  const once = withResults(page, 'new');
  expect(once).toBe('a\n<!-- results: written by npm run bench -->\n\nnew\n\n<!-- end of results -->\nb\n');
  expect(withResults(once, 'new')).toBe(once);
  expect(() => withResults('no markers', 'new')).toThrow('no place for results');
});
