import type { ReactNode } from 'react';

export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  /** Left out: the member of the same name, as text. */
  readonly cell?: (row: Row) => ReactNode;
  readonly align?: 'right';
  /** Not shown until chosen. */
  readonly hidden?: boolean;
  /** Cannot be taken away. */
  readonly fixed?: boolean;
  /** Too much for a phone. */
  readonly wide?: boolean;
  /** The heading sorts. */
  readonly sortable?: boolean;
}

interface FilterBase {
  /** Its name in the address. */
  readonly key: string;
  readonly label: string;
}

/** What a list can be narrowed by. */
export type Filter =
  | (FilterBase & { readonly kind: 'text' })
  | (FilterBase & { readonly kind: 'day' })
  | (FilterBase & {
      readonly kind: 'own';
      /** A field of its own; the value is empty where nothing is chosen. */
      readonly field: (value: string, onChange: (value: string) => void) => ReactNode;
    })
  | (FilterBase & {
      readonly kind: 'choice';
      readonly options: readonly { readonly value: string; readonly label: string }[];
    });

/** A page of rows, wherever it comes from. */
export interface Rows<Row> {
  readonly items: readonly Row[] | undefined;
  /** Of all pages; null: it is not known yet, and other pages follow. */
  readonly total: number | null;
  /** There are more than `total`. */
  readonly more?: boolean;
  readonly error: unknown;
  readonly isFetching: boolean;
  readonly refetch: () => void;
}
