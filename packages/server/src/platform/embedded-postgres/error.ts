/** PostgreSQL could not be brought up; the message is one sentence for the operator that says what to do. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
}

export const useYourOwnServer = 'set DATABASE_URL to a PostgreSQL 15 or newer';

/** True when `error` is a failed system call with one of these codes, for example 'ENOENT'. */
export function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
