import { Command, CommanderError } from 'commander';
import { version } from '../platform/version.ts';
import { exitCodes } from './run.ts';

/** The command line. Exit codes: 0 done, 1 failed, 2 used wrongly, 3 the database belongs to another version. */

// Whoever reads us may stop reading: `leeway … | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(exitCodes.ok);
  throw error;
});

const program = new Command('leeway')
  .description('Entitlement and license server with overdraft.')
  .version(version)
  .exitOverride()
  // An option belongs to the command before it: `demo story --json` is the story's.
  .enablePositionalOptions()
  .showHelpAfterError('(leeway --help shows what there is)')
  .addHelpText(
    'after',
    '\nExit codes: 0 done, 1 failed, 2 used wrongly, 3 the database belongs to another version.',
  );

type Add = (program: Command) => void;

/** A command brings the whole server along: what is not called is not loaded, unless all are to be listed. */
const commands: Readonly<Record<string, () => Promise<Add>>> = {
  serve: async () => (await import('./serve.ts')).addServe,
  migrate: async () => (await import('./migrate.ts')).addMigrate,
  demo: async () => (await import('./demo.ts')).addDemo,
  tenant: async () => (await import('./tenant.ts')).addTenant,
  user: async () => (await import('./user.ts')).addUser,
  'api-client': async () => (await import('./api-client.ts')).addApiClient,
  history: async () => (await import('./history.ts')).addHistory,
  import: async () => (await import('./import.ts')).addImport,
  config: async () => (await import('./config.ts')).addConfig,
  doctor: async () => (await import('./doctor.ts')).addDoctor,
};
const called = commands[process.argv[2] ?? ''];
for (const add of called ? [called] : Object.values(commands)) (await add())(program);

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  // Commander has told what is wrong, or shown the help that was asked for.
  process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.badUsage;
}
