import { Skeleton, Table, TableScrollContainer } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { type KeyboardEvent, memo, useMemo } from 'react';
import classes from './list.module.css';
import { clsx, ListRow } from './list-row.tsx';
import type { Column, Rows } from './types.ts';
import type { ListControl } from './use-list-view.ts';
import { nextSort } from './view.ts';

/** As many as fill the first screen. */
const skeletonRows = 12;

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

const PlainHeading = <Row,>({
  column: { key, title, sortable, align, wide },
  control,
}: HeadingProps<Row>) => {
  const { sort } = control.view;
  const isSorted = sort?.column === key;
  const order = isSorted ? (sort.descending ? 'descending' : 'ascending') : 'none';
  const Arrow = isSorted && sort.descending ? IconArrowDown : IconArrowUp;
  return (
    <Table.Th
      className={clsx(wide && classes.wide, align && classes.right)}
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

const Heading = memo(PlainHeading) as typeof PlainHeading;

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
  const chosen = control.view.columns.join();
  const shown = useMemo(() => {
    const keys = chosen.split(',');
    return columns.filter(({ key }) => keys.includes(key));
  }, [columns, chosen]);
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
          {rows.items?.map((row) => <ListRow key={rowKey(row)} row={row} shown={shown} />) ??
            Array.from({ length: skeletonRows }, (_, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same and never move
              <tr key={index}>
                {shown.map(({ key, wide }) => (
                  <td key={key} className={clsx(wide && classes.wide)}>
                    <Skeleton h={12} my={4} w={index % 2 === 0 ? '70%' : '50%'} />
                  </td>
                ))}
              </tr>
            ))}
        </Table.Tbody>
      </Table>
    </TableScrollContainer>
  );
};
