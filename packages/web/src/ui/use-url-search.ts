import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';

/** The state of a view as it stands in the address: everything a text, nothing that is not set. */
export type UrlSearch = Readonly<Record<string, string | undefined>>;

interface Change {
  /** Replaces the address instead of adding a step to go back to: for what is typed or dragged. */
  readonly replace?: boolean;
}

/**
 * What the address says after `?`, and a function that changes some of it; `undefined` and `''` remove a member.
 * A view that keeps its state here can be linked, reloaded and gone back to.
 */
export const useUrlSearch = (): [UrlSearch, (change: UrlSearch, how?: Change) => void] => {
  const search = useSearch({ strict: false }) as UrlSearch;
  const navigate = useNavigate();
  const change = useCallback(
    (next: UrlSearch, { replace = false }: Change = {}) => {
      const merge = (before: UrlSearch) =>
        Object.fromEntries(Object.entries({ ...before, ...next }).filter(([, value]) => value));
      void navigate({ to: '.', search: (before: UrlSearch) => merge(before), replace, resetScroll: false });
    },
    [navigate],
  );
  return [search, change];
};
