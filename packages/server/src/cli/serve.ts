import { relative } from 'node:path';
import type { Command } from 'commander';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { credentialsPath, readCredentials } from '../demo-tenant.ts';
import { type RunningServer, startServer } from '../main.ts';
import { createJsonLog } from '../platform/log.ts';
import { version } from '../platform/version.ts';
import { does, exitCodes, type Run } from './run.ts';

/** A terminal and npm both pass Ctrl-C on, so one key press arrives as two signals at nearly the same time. */
const samePressMs = 500;
/** A stop that takes longer than this is given up. */
const stopMayTakeMs = 9_500;

const banner = async (config: Config): Promise<string[]> => {
  const { publicUrl, databaseUrl, dataDir } = config;
  const credentials = config.demo ? await readCredentials(config) : null;
  const near = (path: string) => relative(process.cwd(), path) || '.';
  return [
    '',
    `Leeway ${version} is ready.`,
    '',
    ...(config.roles.has('web') ? [`  Console         ${publicUrl}/console`] : []),
    ...(credentials?.consoleUser
      ? [`  Sign in with    ${credentials.consoleUser}, password ${credentials.consolePassword}`]
      : []),
    ...(credentials?.portalUser && config.roles.has('web')
      ? [
          '',
          `  Portal          ${credentials.portalUrl}   (what a customer sees)`,
          `  Sign in with    ${credentials.portalUser}, password ${credentials.portalPassword}`,
        ]
      : []),
    '',
    `  API reference   ${publicUrl}/docs`,
    `  Management API  ${publicUrl}/api/v1`,
    `  Token endpoint  ${publicUrl}/oauth/token`,
    ...(credentials
      ? [`  API client      client id "${credentials.clientId}", secret in ${near(credentialsPath(config))}`]
      : []),
    `  Data            ${databaseUrl === null ? `${near(dataDir)} (embedded PostgreSQL)` : 'DATABASE_URL'}`,
    '',
    ...(credentials
      ? ['  Next   npx leeway demo story   (sells 100 seats, allows 120, denies the 121st)']
      : ['  Next   npx leeway tenant create <slug>']),
    '  Stop   Ctrl-C',
    '',
  ];
};

/** Resolves once a signal has ended the server; a second signal ends the process at once. */
const untilStopped = (starting: Promise<RunningServer>, log: Logger): Promise<void> =>
  new Promise((resolve, reject) => {
    let server: RunningServer | undefined;
    let signalledAt: number | undefined;
    // A start that fails is the caller's to tell.
    starting.then(
      (started) => {
        server = started;
      },
      () => undefined,
    );

    const stop = async (signal: string) => {
      // PostgreSQL stops by itself when we are gone, and what was half done is done anew at the next start.
      if (!server) process.exit(exitCodes.ok);
      log.info(`${signal}: finishing the requests in flight`);
      const giveUp = setTimeout(() => {
        log.error('the stop takes too long and is given up');
        process.exit(exitCodes.failed);
      }, stopMayTakeMs);
      await server.stop();
      clearTimeout(giveUp);
      log.info('stopped');
    };

    const onSignal = (signal: string) => {
      const now = performance.now();
      if (signalledAt === undefined) {
        signalledAt = now;
        stop(signal).then(resolve, reject);
      } else if (now - signalledAt > samePressMs) {
        log.warn(`${signal} again: ended without waiting`);
        process.exit(exitCodes.failed);
      }
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, onSignal);
  });

const serve = async ({ config, json, log: plainLog, print }: Run, forPeople: boolean): Promise<undefined> => {
  const log = forPeople ? plainLog : createJsonLog();
  const starting = startServer(config, { log });
  const stopped = untilStopped(starting, log);
  const { baseUrl } = await starting;
  if (json || forPeople) {
    print({ baseUrl, publicUrl: config.publicUrl, pid: process.pid }, await banner(config));
  }
  await stopped;
  // Whatever still keeps the process alive does not matter any more.
  setTimeout(() => process.exit(), 500).unref();
};

interface ServeOptions {
  readonly forPeople?: true;
}

export const addServe = (program: Command): void => {
  const command = program
    .command('serve')
    .description('Run the server until it is told to stop (Ctrl-C or SIGTERM).')
    .option('--for-people', 'say in sentences what happens, instead of a JSON log')
    .option(
      '--demo-by-default',
      'create the demo tenant in an empty database unless LEEWAY_DEMO says otherwise',
    );
  does(command, (run, _given, { forPeople }: ServeOptions) => serve(run, forPeople === true));
};
