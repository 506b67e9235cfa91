/**
 * For a transaction whose statements name the rows they want: these are found through their indexes whatever the
 * statistics say, which on a young or fast-growing table are of another time. Scans and hashes of a whole table only pay
 * off for statements that want much of it, as do several processes for one statement: they are taken from decisions.
 */
export const byIndexSql = `
  set local enable_seqscan = off; set local enable_hashjoin = off; set local enable_mergejoin = off;
  set local max_parallel_workers_per_gather = 0; set local jit = off`;
