import type { UrlSearch } from './use-url-search.ts';

/** What stands after `?` in an address: texts, without the quotes a router would put around numbers. */

export const parseSearch = (text: string): UrlSearch => Object.fromEntries(new URLSearchParams(text));

export const stringifySearch = (search: Record<string, unknown>): string => {
  const set = Object.entries(search).filter(([, value]) => value !== undefined && value !== '');
  return set.length === 0 ? '' : `?${new URLSearchParams(set.map(([name, value]) => [name, String(value)]))}`;
};
