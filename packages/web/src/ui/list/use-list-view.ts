import { useCallback, useEffect, useMemo, useRef } from 'react';
import { type UrlSearch, useUrlSearch } from '../use-url-search.ts';
import { type ListShape, type ListView, viewFrom } from './view.ts';

export interface ListControl {
  readonly view: ListView;
  /** The whole of what the address says, for saved views. */
  readonly search: UrlSearch;
  /** Changes the address; another filter, size or order begins at the first page again. */
  readonly change: (next: UrlSearch) => void;
}

/**
 * The same object as long as the address is, so that what is drawn of it alone is drawn once. `onChange` hears of the view that
 * is coming, before the address says it.
 */
export const useListView = (shape: ListShape, onChange?: (coming: ListView) => void): ListControl => {
  const [search, setSearch] = useUrlSearch();
  const view = useMemo(() => viewFrom(search, shape), [search, shape]);
  const told = useRef(onChange);
  useEffect(() => {
    told.current = onChange;
  });
  const change = useCallback(
    (next: UrlSearch) => {
      const turned = 'page' in next;
      const all = turned ? next : { page: undefined, ...next };
      told.current?.(viewFrom({ ...search, ...all }, shape));
      setSearch(all, { replace: !turned });
    },
    [search, shape, setSearch],
  );
  return useMemo(() => ({ view, search, change }), [view, search, change]);
};
