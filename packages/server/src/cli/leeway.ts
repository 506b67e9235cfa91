import { Command, CommanderError } from 'commander';
import { version } from '../platform/version.ts';
import { addApiClient } from './api-client.ts';
import { addConfig } from './config.ts';
import { addDemo } from './demo.ts';
import { addDoctor } from './doctor.ts';
import { addHistory } from './history.ts';
import { addImport } from './import.ts';
import { addMigrate } from './migrate.ts';
import { exitCodes } from './run.ts';
import { addServe } from './serve.ts';
import { addTenant } from './tenant.ts';
import { addUser } from './user.ts';

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

addServe(program);
addMigrate(program);
addDemo(program);
addTenant(program);
addUser(program);
addApiClient(program);
addHistory(program);
addImport(program);
addConfig(program);
addDoctor(program);

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  // Commander has told what is wrong, or shown the help that was asked for.
  process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.badUsage;
}
