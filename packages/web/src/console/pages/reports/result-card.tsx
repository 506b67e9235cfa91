import { Group, Paper, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { call } from '../../../api/call.ts';
import { useSession } from '../../../api/session.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Pager } from '../../../ui/list/pager.tsx';
import type { ReportRow } from '../../../ui/list/report-list.tsx';
import { ListTable } from '../../../ui/list/table.tsx';
import type { Column, Rows } from '../../../ui/list/types.ts';
import { type ListControl, useListView } from '../../../ui/list/use-list-view.ts';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { answerCell } from './answer-cell.tsx';
import { ExportButton } from './export-button.tsx';
import type { Definition } from './question.ts';

const bare = { columns: [], filters: [], sort: null };

interface ResultCardProps {
  readonly definition: Definition;
  readonly onSort: (sort: NonNullable<Definition['sort']>) => void;
}

/** The answer: a page of it, sorted by its headings. */
export const ResultCard = ({ definition, onSort }: ResultCardProps) => {
  const { timeZone } = useSession().tenant;
  const control = useListView(bare);
  const { page, size } = control.view;
  const body = { ...definition, pageNumber: page, pageSize: size };
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['runReport', body],
    queryFn: ({ signal }) => call('runReport', { body }, signal),
    placeholderData: keepPreviousData,
  });
  const columns: Column<ReportRow>[] = (data?.columns ?? []).map((column) => ({
    ...{ key: column.key, title: column.title, sortable: true, cell: answerCell(column, timeZone) },
    ...(column.type === 'integer' || column.type === 'decimal' ? { align: 'right' as const } : {}),
  }));
  const [sorted] = definition.sort ?? [];
  const ofAnswer: ListControl = {
    ...control,
    view: {
      ...control.view,
      columns: columns.map(({ key }) => key),
      sort: sorted ? { column: sorted.column, descending: sorted.descending ?? false } : null,
    },
    change: ({ sort }) => {
      if (!sort) onSort([]);
      else onSort([{ column: sort.replace(/^-/, ''), descending: sort.startsWith('-') }]);
    },
  };
  const rows: Rows<ReportRow> = {
    items: data?.items as ReportRow[] | undefined,
    total: data?.elementsTotal ?? 0,
    more: data?.moreElements ?? false,
    ...{ error, isFetching, refetch },
  };
  // Rows of a report have no key of their own: what a group is called may be anything.
  const keys = new Map(rows.items?.map((row, index) => [row, index]));
  return (
    <Paper withBorder radius="lg" bg="var(--lw-surface)">
      <Group justify="space-between" p="sm" gap="xs">
        <Text size="sm" c="dimmed" px={4}>
          {data ? 'A heading sorts. All figures are of one instant.' : 'Reading…'}
        </Text>
        <ExportButton definition={definition} />
      </Group>
      {error ? (
        <Group p="md" grow>
          <ProblemAlert error={error} onRetry={() => void refetch()} />
        </Group>
      ) : rows.items?.length === 0 ? (
        <EmptyState title="No row fits">Take a condition away, or change it.</EmptyState>
      ) : (
        <>
          <ListTable
            label="Result"
            columns={columns}
            rows={rows}
            rowKey={(row) => String(keys.get(row))}
            control={ofAnswer}
          />
          <Pager control={control} total={rows.total} more={rows.more ?? false} />
        </>
      )}
    </Paper>
  );
};
