import { Button, Group, Paper } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useCallback } from 'react';
import { EmptyState } from '../empty-state.tsx';
import { ProblemAlert } from '../problem-alert.tsx';
import type { UrlSearch } from '../use-url-search.ts';
import { ColumnMenu } from './column-menu.tsx';
import classes from './list.module.css';
import { Pager } from './pager.tsx';
import { ListTable } from './table.tsx';
import { ToolbarFilters } from './toolbar-filters.tsx';
import type { Column, Filter, Rows } from './types.ts';
import type { ListControl } from './use-list-view.ts';
import { ViewsMenu } from './views-menu.tsx';

interface DataListProps<Row> {
  /** Under this name the saved views are kept. */
  readonly name: string;
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly filters: readonly Filter[];
  readonly rows: Rows<Row>;
  readonly rowKey: (row: Row) => string;
  readonly control: ListControl;
  /** What is shown where there is nothing at all: an EmptyState. */
  readonly empty: ReactNode;
  /** Without filters it shows a part of what there is, such as the last 30 days: the filters stay when that part is empty. */
  readonly isPart?: boolean;
  /** At the right of the toolbar. */
  readonly actions?: ReactNode;
}

/** A list with everything that lists have: filters, columns, views, order, pages. */
export const DataList = <Row,>({
  name,
  label,
  columns,
  filters,
  rows,
  rowKey,
  control,
  empty,
  isPart = false,
  actions,
}: DataListProps<Row>) => {
  const navigate = useNavigate();
  const open = useCallback(
    (search: UrlSearch) => void navigate({ to: '.', search: () => search, resetScroll: false }),
    [navigate],
  );
  const isNarrowed = Object.keys(control.view.filters).length > 0;
  const isEmpty = rows.items?.length === 0 && !rows.error;
  const isNothing = isEmpty && !isNarrowed && control.view.page === 1;
  if (isNothing && !isPart) {
    return (
      <Paper withBorder radius="lg" bg="var(--lw-surface)">
        {empty}
      </Paper>
    );
  }
  return (
    <Paper withBorder radius="lg" bg="var(--lw-surface)">
      <Group justify={filters.length > 0 ? 'space-between' : 'flex-end'} gap="xs" p="sm" align="flex-start">
        {filters.length > 0 && (
          <Group gap="xs" flex="1 1 320px" className={classes.fields}>
            <ToolbarFilters filters={filters} control={control} />
          </Group>
        )}
        <Group gap="xs" className={classes.tools}>
          <ViewsMenu list={name} search={control.search} onOpen={open} />
          <ColumnMenu columns={columns} control={control} />
          {actions}
        </Group>
      </Group>
      {rows.error ? (
        <Group p="md" grow>
          <ProblemAlert error={rows.error} onRetry={rows.refetch} />
        </Group>
      ) : isNothing ? (
        empty
      ) : isEmpty ? (
        <EmptyState
          title="Nothing fits"
          action={
            <Button variant="default" onClick={() => open({})}>
              Show all
            </Button>
          }
        >
          No row meets these filters.
        </EmptyState>
      ) : (
        <>
          <ListTable {...{ label, columns, rows, rowKey, control }} />
          <Pager control={control} total={rows.total} more={rows.more ?? false} />
        </>
      )}
    </Paper>
  );
};
