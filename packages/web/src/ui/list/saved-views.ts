import { useLocalStorage } from '@mantine/hooks';
import type { UrlSearch } from '../use-url-search.ts';

interface SavedView {
  readonly name: string;
  readonly search: UrlSearch;
}

/** Views of a list under names of the reader's own, kept in this browser. */
export const useSavedViews = (list: string) => {
  const [views, setViews] = useLocalStorage<readonly SavedView[]>({
    key: `leeway.views.${list}`,
    defaultValue: [],
    getInitialValueInEffect: false,
  });
  const others = (name: string) => views.filter((view) => view.name !== name);
  return {
    views,
    save: (name: string, search: UrlSearch) => {
      const { page: _, ...kept } = search;
      setViews([...others(name), { name, search: kept }].sort((a, b) => a.name.localeCompare(b.name)));
    },
    remove: (name: string) => setViews(others(name)),
  };
};
