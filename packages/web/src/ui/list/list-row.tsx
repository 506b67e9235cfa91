import { memo, type ReactNode } from 'react';
import { nothing } from '../format.ts';
import classes from './list.module.css';
import type { Column } from './types.ts';

/** The class names that apply; undefined: none. */
export const clsx = (...names: readonly (string | false | undefined)[]): string | undefined =>
  names.filter(Boolean).join(' ') || undefined;

const ofKey = (row: unknown, key: string): ReactNode => {
  const value = (row as Readonly<Record<string, unknown>>)[key];
  return value === null || value === undefined || value === '' ? nothing : String(value);
};

interface ListRowProps<Row> {
  readonly row: Row;
  /** The same array as long as the same columns are shown. */
  readonly shown: readonly Column<Row>[];
}

/**
 * One row. There are up to 200 of many cells, so that its elements are plain ones, and it is drawn anew only when what it shows
 * is another.
 */
const Plain = <Row,>({ row, shown }: ListRowProps<Row>) => (
  <tr>
    {shown.map(({ key, cell, align, wide }) => (
      <td key={key} className={clsx(wide && classes.wide, align && classes.right)}>
        {cell ? cell(row) : ofKey(row, key)}
      </td>
    ))}
  </tr>
);

export const ListRow = memo(Plain) as typeof Plain;
