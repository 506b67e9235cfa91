/** The part of pg-copy-streams that is used; the package comes without types. */
declare module 'pg-copy-streams' {
  import type { Writable } from 'node:stream';
  import type { Submittable } from 'pg';

  /** A stream whose text is the input of a `copy ... from stdin`; it finishes when the server has taken it all. */
  export function from(statement: string): Writable & Submittable;
}
