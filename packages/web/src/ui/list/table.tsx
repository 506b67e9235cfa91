import { Skeleton, Table, TableScrollContainer } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import type { KeyboardEvent, ReactNode } from 'react';
import { nothing } from '../format.ts';
import classes from './list.module.css';
import type { Column, Rows } from './types.ts';
import type { ListControl } from './use-list-view.ts';
import { nextSort } from './view.ts';

/** The class names that apply. */
const clsx = (...names: readonly (string | false | undefined)[]): string => names.filter(Boolean).join(' ');

/** As many as fill the first screen. */
const skeletonRows = 12;

const ofKey = (row: unknown, key: string): ReactNode => {
  const value = (row as Readonly<Record<string, unknown>>)[key];
  return value === null || value === undefined || value === '' ? nothing : String(value);
};

/** Arrow keys, Home and End go from the link of one row to that of another. */
const walkRows = (event: KeyboardEvent<HTMLElement>): void => {
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('tr > :first-child a')];
  const row = (event.target as HTMLElement).closest('tr');
  const at = links.findIndex((link) => row?.contains(link));
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[event.key];
  const link = to === undefined ? undefined : links[to];
  if (!link) return;
  event.preventDefault();
  link.focus();
};

interface HeadingProps<Row> {
  readonly column: Column<Row>;
  readonly control: ListControl;
}

const Heading = <Row,>({ column: { key, title, sortable, align, wide }, control }: HeadingProps<Row>) => {
  const { sort } = control.view;
  const isSorted = sort?.column === key;
  const order = isSorted ? (sort.descending ? 'descending' : 'ascending') : 'none';
  const Arrow = isSorted && sort.descending ? IconArrowDown : IconArrowUp;
  return (
    <Table.Th
      className={clsx(wide === true && classes.wide, align !== undefined && classes.right)}
      {...(sortable ? { 'aria-sort': order } : {})}
    >
      {sortable ? (
        <button
          type="button"
          className={classes.sort}
          onClick={() => control.change({ sort: nextSort(sort, key) })}
        >
          {title}
          {isSorted && <Arrow size={13} aria-hidden />}
        </button>
      ) : (
        title
      )}
    </Table.Th>
  );
};

interface ListTableProps<Row> {
  /** What is listed, for who cannot see the page's heading beside it. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: Rows<Row>;
  readonly rowKey: (row: Row) => string;
  readonly control: ListControl;
}

/** The rows themselves. */
export const ListTable = <Row,>({ label, columns, rows, rowKey, control }: ListTableProps<Row>) => {
  const shown = columns.filter(({ key }) => control.view.columns.includes(key));
  return (
    <TableScrollContainer minWidth={0} type="native" tabIndex={0} role="region" aria-label={label}>
      <Table
        className={clsx(classes.table, rows.isFetching && rows.items !== undefined && classes.stale)}
        verticalSpacing={7}
      >
        <Table.Thead>
          <Table.Tr>
            {shown.map((column) => (
              <Heading key={column.key} column={column} control={control} />
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody onKeyDown={walkRows}>
          {rows.items?.map((row) => (
            <Table.Tr key={rowKey(row)}>
              {shown.map(({ key, cell, align, wide }) => (
                <Table.Td
                  key={key}
                  className={clsx(wide === true && classes.wide, align !== undefined && classes.right)}
                >
                  {cell ? cell(row) : ofKey(row, key)}
                </Table.Td>
              ))}
            </Table.Tr>
          )) ??
            Array.from({ length: skeletonRows }, (_, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same and never move
              <Table.Tr key={index}>
                {shown.map(({ key, wide }) => (
                  <Table.Td key={key} className={clsx(wide === true && classes.wide)}>
                    <Skeleton h={12} my={4} w={index % 2 === 0 ? '70%' : '50%'} />
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
        </Table.Tbody>
      </Table>
    </TableScrollContainer>
  );
};
