/**
 * What a caller chooses of a list (`choiceOf` of the contract), as SQL. The text is all of the store: what a caller sends
 * is a parameter, or a word that the contract has checked.
 */

export interface ListChoice<Word extends string> {
  readonly name?: string;
  readonly sort?: Word | `-${Word}`;
}

/** The value of the parameter that `namedSql` looks for; null: every row. */
export const namePart = (name: string | undefined): string | null => name?.trim() || null;

/** Whether one of the texts has the part in it, in any case. `parameter` is such as `$2`, texts are columns or SQL. */
export const namedSql = (parameter: string, ...texts: readonly string[]): string =>
  `(${parameter}::text is null or strpos(lower(concat_ws(e'\\n', ${texts.join(', ')})), lower(${parameter})) > 0)`;

interface Sortable<Word extends string> {
  /** SQL by the word of `sort`; several for what is ordered by more than one. */
  readonly by: Readonly<Record<Word, string | readonly string[]>>;
  /** The order when none is chosen. */
  readonly createdAt: string;
  /** Which of several that are the same comes first: pages would otherwise show a row twice. */
  readonly id: string;
}

/** Makes the `order by` of a list. */
export const orderSqlOf =
  <Word extends string>({ by, createdAt, id }: Sortable<Word>) =>
  (sort: ListChoice<Word>['sort']): string => {
    if (sort === undefined) return `order by ${createdAt}, ${id}`;
    const isDescending = sort.startsWith('-');
    const order = isDescending ? 'desc nulls last' : 'asc nulls last';
    const sorted = [by[(isDescending ? sort.slice(1) : sort) as Word]].flat();
    return `order by ${[...sorted.map((each) => `${each} ${order}`), id].join(', ')}`;
  };
