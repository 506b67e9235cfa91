import { useMemo } from 'react';
import { type UrlSearch, useUrlSearch } from '../use-url-search.ts';
import { type ListShape, type ListView, viewFrom } from './view.ts';

export interface ListControl {
  readonly view: ListView;
  /** The whole of what the address says, for saved views. */
  readonly search: UrlSearch;
  /** Changes the address; another filter, size or order begins at the first page again. */
  readonly change: (next: UrlSearch) => void;
}

export const useListView = (shape: ListShape): ListControl => {
  const [search, setSearch] = useUrlSearch();
  const view = useMemo(() => viewFrom(search, shape), [search, shape]);
  const change = (next: UrlSearch) =>
    setSearch('page' in next ? next : { page: undefined, ...next }, { replace: !('page' in next) });
  return { view, search, change };
};
