import { describe, expect, it } from 'vitest';
import { nextSort, rangeOf, viewFrom } from './view.ts';

const shape = {
  columns: [{ key: 'name', fixed: true }, { key: 'status' }, { key: 'website', hidden: true }],
  filters: [{ key: 'q' }, { key: 'status' }],
  sort: { column: 'name', descending: false },
};

describe('the view of a list', () => {
  it('of a bare address is the list as it is by itself', () => {
    expect(viewFrom({}, shape)).toEqual({
      page: 1,
      size: 25,
      sort: { column: 'name', descending: false },
      columns: ['name', 'status'],
      filters: {},
    });
  });

  it('is what the address says', () => {
    const search = { page: '3', size: '100', sort: '-status', columns: 'website', q: 'north', other: 'x' };
    expect(viewFrom(search, shape)).toEqual({
      page: 3,
      size: 100,
      sort: { column: 'status', descending: true },
      columns: ['name', 'website'],
      filters: { q: 'north' },
    });
  });

  it.each([
    ['a page that is no number', { page: 'x' }],
    ['page 0', { page: '0' }],
    ['a size nobody offers', { size: '7' }],
    ['a sort by what is no column', { sort: 'secret' }],
  ])('passes over %s', (_, search) => {
    expect(viewFrom(search, shape)).toEqual(viewFrom({}, shape));
  });

  it('a heading sorts up, then down, then no more', () => {
    expect(nextSort(null, 'name')).toBe('name');
    expect(nextSort({ column: 'name', descending: false }, 'name')).toBe('-name');
    expect(nextSort({ column: 'name', descending: true }, 'name')).toBeUndefined();
    expect(nextSort({ column: 'name', descending: true }, 'status')).toBe('status');
  });

  it('the rows of a page are counted from 1, and the last page may be short', () => {
    const view = viewFrom({ page: '2', size: '25' }, shape);
    expect(rangeOf(view, 60)).toEqual([26, 50]);
    expect(rangeOf(view, 30)).toEqual([26, 30]);
    expect(rangeOf(view, 0)).toEqual([0, 0]);
  });
});
