/** SQL for values that lie in two columns and are one object in code and on the wire. */

/** An interval; `table` may be an alias. */
export const intervalSql = (table: string, column: string) =>
  `json_build_object('type', ${table}.${column}_type, 'count', ${table}.${column}_count)`;

export const overdraftSql = (table: string) =>
  `json_build_object('type', ${table}.overdraft_type, 'value', ${table}.overdraft_value)`;

/** What an interval is ordered by; null: there is none. */
export const lengthSql = (table: string, column: string) =>
  `(${table}.${column}_count || ' ' || ${table}.${column}_type)::interval`;
