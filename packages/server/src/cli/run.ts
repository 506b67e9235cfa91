import type { Command } from 'commander';
import type { Logger } from 'pino';
import { type Config, ConfigError, configInput, parseConfig } from '../config.ts';
import { ListenError } from '../listen.ts';
import { isUnavailable } from '../platform/database.ts';
import { EmbeddedPostgresError } from '../platform/embedded-postgres/index.ts';
import { createPlainLog } from '../platform/log.ts';
import { migrate, missingMigrations, SchemaError } from '../platform/migrations.ts';
import { openStorageBeside, type Storage, StorageError } from '../storage.ts';

/** What every command shares: options, output, exit codes. */

export const exitCodes = { ok: 0, failed: 1, badUsage: 2, foreignSchema: 3 } as const;
type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** A mistake of the person at the keyboard, or a state that person can change; told without a stack trace. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode = exitCodes.failed) {
    super(message);
    this.exitCode = exitCode;
  }
}

export interface Run {
  readonly json: boolean;
  readonly config: Config;
  readonly log: Logger;
  /** The command's result: the value for `--json`, else the lines. */
  print(value: unknown, lines: readonly string[]): void;
}

const told = [ListenError, StorageError, EmbeddedPostgresError];

/** Null: it is our own mistake. */
const codeOf = async (error: unknown): Promise<ExitCode | null> => {
  if (error instanceof CommandError) return error.exitCode;
  if (error instanceof ConfigError) return exitCodes.badUsage;
  if (error instanceof SchemaError) return exitCodes.foreignSchema;
  if (told.some((kind) => error instanceof kind) || isUnavailable(error)) return exitCodes.failed;
  // With the whole contract behind it: a command that is used wrongly is told so without it.
  const { ApiProblem } = await import('../platform/http/problem.ts');
  if (!(error instanceof ApiProblem)) return null;
  return error.code === 'validationFailed' ? exitCodes.badUsage : exitCodes.failed;
};

/** Writes what went wrong to standard error, with a stack trace only when it is our own mistake. */
const report = async (error: unknown, json: boolean): Promise<ExitCode> => {
  const known = await codeOf(error);
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  const text = message || String((error as { code?: string }).code ?? 'unknown error');
  if (json) process.stderr.write(`${JSON.stringify({ error: text })}\n`);
  else process.stderr.write(`${known === null ? (stack ?? text) : text}\n`);
  return known ?? exitCodes.failed;
};

const printerFor =
  (json: boolean): Run['print'] =>
  (value, lines) =>
    process.stdout.write(json ? `${JSON.stringify(value)}\n` : lines.map((line) => `${line}\n`).join(''));

/**
 * Gives a command its `--json` and what it does. `work` gets the command's arguments and options; its faults become
 * exit codes.
 */
export const does = <Options extends object>(
  command: Command,
  work: (run: Run, given: readonly string[], options: Options) => Promise<ExitCode | undefined>,
): Command =>
  command.option('--json', 'print the result as JSON').action(async () => {
    const options = command.opts<Options & { json?: true; demoByDefault?: true }>();
    const json = options.json === true;
    try {
      const config = parseConfig(configInput(options.demoByDefault));
      const log = createPlainLog(json ? 'warn' : 'info');
      const code = await work({ json, config, log, print: printerFor(json) }, command.args, options);
      process.exitCode = code ?? exitCodes.ok;
    } catch (error) {
      process.exitCode = await report(error, json);
    }
  });

const readySchema = async ({ config, log }: Run, { database }: Storage): Promise<void> => {
  if (config.databaseUrl === null) {
    for (const name of await migrate(database)) log.info(`migration ${name} applied`);
    return;
  }
  // Other servers may still run an older version on it: that is for the operator to decide.
  if ((await missingMigrations(database)).length > 0) {
    throw new CommandError('The database has not the schema of this version. Run "leeway migrate" first.');
  }
};

/** Opens the database, of a running server if there is one, for the time of `work`. */
export const withStorage = async <Result>(
  run: Run,
  work: (storage: Storage) => Promise<Result>,
): Promise<Result> => {
  const storage = await openStorageBeside(run.config, run.log);
  try {
    await readySchema(run, storage);
    return await work(storage);
  } finally {
    await storage.close();
  }
};
