import type { OperationId } from '@leeway/contract';
import type { ReactNode } from 'react';
import { linkTo } from '../../api/call.ts';
import { download } from '../../api/download.ts';
import { useApi } from '../../api/use-api.ts';
import type { Given, Query, Row, SortBy } from '../../api/wire.ts';
import { DataList } from './data-list.tsx';
import { ExportMenu } from './export-menu.tsx';
import type { Column, Filter, Rows } from './types.ts';
import { useListView } from './use-list-view.ts';
import type { ListView, Sort } from './view.ts';

/** An operation that lists: it answers `items`, and takes a page where there are many. */
type ListOperation = { [Id in OperationId]: Row<Id> extends never ? never : Id }[OperationId];

/** An operation that answers such a list as a file. */
type FileOperation = {
  [Id in OperationId]: 'format' extends keyof Query<Id> ? Id : never;
}[OperationId];

/** Sortable are those that the operation can sort by. */
type PlainColumn<Id extends ListOperation> = Column<Row<Id>> &
  ({ readonly sortable?: false } | { readonly sortable: true; readonly key: SortBy<Id> });

/** Narrows a list whose operation takes `name`: by a part of the name, the key, or whatever people know a row by. */
export const nameFilter = (what: string): Filter => ({
  ...{ key: 'name', label: `${what} contains`, kind: 'text' },
});

export interface PlainShape<Id extends ListOperation> {
  readonly columns: readonly PlainColumn<Id>[];
  readonly filters: readonly Filter[];
  readonly sort: Sort | null;
}

interface PlainListProps<Id extends ListOperation> {
  readonly name: string;
  readonly label: string;
  readonly operation: Id;
  /** Path parameters, where the operation has them. */
  readonly params?: Given<Id> extends { params: infer Params } ? Params : never;
  /** What is asked besides the page. */
  readonly query?: (view: ListView) => Query<Id>;
  /** Keep it outside of the component: its identity is part of the view. */
  readonly shape: PlainShape<Id>;
  readonly rowKey: (row: Row<Id>) => string;
  readonly empty: ReactNode;
  /** Without filters it shows a part of what there is: see DataList. */
  readonly isPart?: boolean;
  readonly actions?: ReactNode;
  /** Answers all of it as a file, for the same `query`; left out: it cannot be exported. */
  readonly file?: FileOperation;
}

/** `name` and `sort` as the operation takes them, of a list that has the filter and columns that sort. */
const choiceOf = <Id extends ListOperation>(
  { columns }: PlainShape<Id>,
  { filters: { name }, sort }: ListView,
): { readonly name?: string; readonly sort?: string } => ({
  ...(name === undefined ? {} : { name }),
  ...(sort && columns.some(({ key, sortable }) => sortable && key === sort.column)
    ? { sort: `${sort.descending ? '-' : ''}${sort.column}` }
    : {}),
});

/** A list of an operation of the contract. */
export const PlainList = <Id extends ListOperation>(props: PlainListProps<Id>) => {
  const {
    name,
    label,
    operation,
    params,
    query,
    shape,
    rowKey,
    empty,
    isPart = false,
    actions,
    file,
  } = props;
  const control = useListView(shape);
  const { page, size } = control.view;
  const asked = { ...choiceOf(shape, control.view), ...query?.(control.view) };
  const given = { params, query: { pageNumber: page, pageSize: size, ...asked } };
  const { data, error, isFetching, refetch } = useApi(operation, given as unknown as Given<Id>);
  const answer = data as { items: Row<Id>[]; elementsTotal?: number; pageNumber?: number } | undefined;
  // Some lists come in one answer, which is then divided here.
  const isWhole = answer !== undefined && answer.pageNumber === undefined;
  const rows: Rows<Row<Id>> = {
    items: isWhole ? answer.items.slice((page - 1) * size, page * size) : answer?.items,
    total: answer?.elementsTotal ?? answer?.items.length ?? 0,
    error,
    isFetching,
    refetch,
  };
  return (
    <DataList
      {...{ name, label, rows, rowKey, control, empty, isPart }}
      actions={
        <>
          {file && (
            <ExportMenu
              onSave={(format) => {
                const all = { params, query: { ...asked, format } };
                return download('GET', linkTo(file, all as never), `${name}.${format}`);
              }}
            />
          )}
          {actions}
        </>
      }
      columns={shape.columns}
      filters={shape.filters}
    />
  );
};
