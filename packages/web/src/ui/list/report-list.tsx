import type { ReportFormat, ReportSubjectKey } from '@leeway/contract';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useCallback, useMemo } from 'react';
import { call } from '../../api/call.ts';
import { download } from '../../api/download.ts';
import type { Body } from '../../api/wire.ts';
import { DataList } from './data-list.tsx';
import { ExportMenu } from './export-menu.tsx';
import type { Column, Filter, Rows } from './types.ts';
import { useListView } from './use-list-view.ts';
import type { ListShape, ListView } from './view.ts';

/** A row of a report: values by the key of their column. */
export type ReportRow = Readonly<Record<string, unknown>>;

type Definition = Body<'runReport'>;
type Condition = NonNullable<Definition['filter']>[number];

/** A filter, and what it asks the report; left out: that the column of the same name is equal, or holds the text. */
export type ReportFilter = Filter & { readonly ask?: (value: string) => Condition[] };

/** A column, and the report's columns its cells are made of; left out: the one of the same name. */
export type ReportColumn = Column<ReportRow> & { readonly needs?: readonly string[] };

export interface ReportShape extends ListShape {
  readonly columns: readonly ReportColumn[];
  readonly filters: readonly ReportFilter[];
  /** Columns of the report that are read whatever is shown: ids of links. */
  readonly always: readonly string[];
}

const conditionsOf = ({ filters }: ReportShape, view: ListView): Condition[] =>
  filters.flatMap(({ key, kind, ask }): Condition[] => {
    const value = view.filters[key];
    if (!value) return [];
    return ask?.(value) ?? [{ column: key, operator: kind === 'text' ? 'contains' : 'eq', value }];
  });

/** What a view asks of a subject. */
const definitionOf = (
  subject: ReportSubjectKey,
  shape: ReportShape,
  view: ListView,
  where: readonly Condition[],
): Definition => {
  const shown = shape.columns.filter(({ key }) => view.columns.includes(key));
  const columns = [...new Set([...shape.always, ...shown.flatMap(({ key, needs }) => needs ?? [key])])];
  return {
    subject,
    columns,
    filter: [...where, ...conditionsOf(shape, view)],
    sort: view.sort ? [{ column: view.sort.column, descending: view.sort.descending }] : [],
  };
};

interface ReportListProps {
  readonly name: string;
  readonly label: string;
  readonly subject: ReportSubjectKey;
  /** Keep it outside of the component: its identity is part of the view. */
  readonly shape: ReportShape;
  readonly rowKey: (row: ReportRow) => string;
  readonly empty: ReactNode;
  /** What every row has to meet, whatever the reader filters by: those of one customer, say. */
  readonly where?: readonly Condition[];
}

const all: readonly Condition[] = [];

/** What is typed on so soon is not counted: the next rows would wait for it. */
const restingMs = 150;

const reading = (body: Definition) =>
  queryOptions({
    queryKey: ['runReport', body],
    queryFn: ({ signal }) => call('runReport', { body }, signal),
  });

/** How many rows there are is a question of its own: it takes longer than a page, and stays the same from page to page. */
const pageOf = (definition: Definition, { page, size }: ListView) =>
  reading({ ...definition, pageNumber: page, pageSize: size, count: 'page' });

/** How many there are in whatever order; the one row that comes along is shown nowhere. */
const totalOf = ({ subject, columns = [], filter = [] }: Definition) =>
  reading({ subject, columns: columns.slice(0, 1), filter, pageSize: 1 });

/** A list of everything of a kind, with filters, order and export done by the server's reports. */
export const ReportList = ({ name, label, subject, shape, rowKey, empty, where = all }: ReportListProps) => {
  const client = useQueryClient();
  // Asked at once, rather than when the page has been drawn for its new address.
  const control = useListView(
    shape,
    (coming) => void client.prefetchQuery(pageOf(definitionOf(subject, shape, coming, where), coming)),
  );
  const { view } = control;
  const definition = useMemo(() => definitionOf(subject, shape, view, where), [subject, shape, view, where]);
  const onSave = useCallback(
    (format: ReportFormat) =>
      download('POST', '/api/v1/reports/export', `${name}.${format}`, { ...definition, format }),
    [name, definition],
  );
  const { data, error, isFetching, isPlaceholderData, refetch } = useQuery({
    ...pageOf(definition, view),
    placeholderData: keepPreviousData,
  });
  const isPart = data?.moreElements === true;
  const narrowedBy = JSON.stringify(definition.filter);
  const isResting = useDebouncedValue(narrowedBy, restingMs)[0] === narrowedBy;
  const counted = useQuery({
    ...totalOf(definition),
    enabled: isPart && !isPlaceholderData && isResting,
  });
  const whole = isPart ? counted.data : data;
  const rows: Rows<ReportRow> = {
    items: data?.items as ReportRow[] | undefined,
    total: data ? (whole?.elementsTotal ?? null) : 0,
    more: whole?.moreElements ?? false,
    error,
    isFetching,
    refetch,
  };
  return (
    <DataList
      {...{ name, label, rows, rowKey, control, empty }}
      columns={shape.columns}
      filters={shape.filters}
      actions={<ExportMenu onSave={onSave} />}
    />
  );
};
