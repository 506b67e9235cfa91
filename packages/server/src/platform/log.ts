import { type Logger, pino } from 'pino';

/**
 * The log goes to standard error, so that standard output stays for results. Synchronous: there are few lines, and the
 * last ones before an end are those one wants to read.
 */

/** One JSON object a line, for collectors. */
export const createJsonLog = (): Logger =>
  pino({ base: { pid: process.pid } }, pino.destination({ dest: 2, sync: true }));

/** Only the sentences, for people at a terminal. */
export const createPlainLog = (level: 'info' | 'warn' = 'info'): Logger =>
  pino(
    { level },
    {
      write(line: string) {
        const { msg, level: number, err } = JSON.parse(line);
        const label = number >= 50 ? 'error: ' : number >= 40 ? 'warning: ' : '';
        const cause = number >= 40 && err?.message ? ` (${err.message})` : '';
        process.stderr.write(`${label}${msg}${cause}\n`);
      },
    },
  );
