import type { UrlSearch } from '../use-url-search.ts';

/** How a list is looked at. All of it stands in the address, so that a view is a link. */
export interface ListView {
  /** From 1. */
  readonly page: number;
  readonly size: number;
  readonly sort: Sort | null;
  /** Keys of the columns shown, in the order of the list. */
  readonly columns: readonly string[];
  /** By the key of the filter; only those that are set. */
  readonly filters: Readonly<Record<string, string>>;
}

export interface Sort {
  readonly column: string;
  readonly descending: boolean;
}

export const sizes = [25, 50, 100, 200] as const;
const sizeByDefault = 25;

/** What of a list a view is read against. */
export interface ListShape {
  readonly columns: readonly { readonly key: string; readonly hidden?: boolean; readonly fixed?: boolean }[];
  readonly filters: readonly { readonly key: string }[];
  readonly sort: Sort | null;
}

const sortFrom = (text: string): Sort =>
  text.startsWith('-') ? { column: text.slice(1), descending: true } : { column: text, descending: false };

const positive = (text: string | undefined, otherwise: number): number => {
  const value = Number(text);
  return Number.isInteger(value) && value > 0 ? value : otherwise;
};

/** What an address asks for; what makes no sense in it counts as left out. */
export const viewFrom = (search: UrlSearch, shape: ListShape): ListView => {
  const asked = search.columns?.split(',');
  const columns = shape.columns
    .filter(({ key, hidden, fixed }) => fixed || (asked ? asked.includes(key) : !hidden))
    .map(({ key }) => key);
  const sort = search.sort ? sortFrom(search.sort) : shape.sort;
  const filters = Object.fromEntries(
    shape.filters.flatMap(({ key }): [string, string][] => {
      const value = search[key];
      return value ? [[key, value]] : [];
    }),
  );
  const size = positive(search.size, sizeByDefault);
  return {
    page: positive(search.page, 1),
    size: sizes.find((each) => each === size) ?? sizeByDefault,
    sort: sort && shape.columns.some(({ key }) => key === sort.column) ? sort : shape.sort,
    columns,
    filters,
  };
};

/** A click on a heading: ascending, descending, then as the list is by itself. */
export const nextSort = (sort: Sort | null, column: string): string | undefined => {
  if (sort?.column !== column) return column;
  return sort.descending ? undefined : `-${column}`;
};

/** `1 – 50 of 1,234`: the first and the last row of a page. */
export const rangeOf = ({ page, size }: ListView, total: number): [first: number, last: number] =>
  total === 0 ? [0, 0] : [(page - 1) * size + 1, Math.min(page * size, total)];
