import type { Command } from 'commander';
import { checkDatabase } from './doctor-database.ts';
import { checkMachine } from './doctor-machine.ts';
import type { Finding } from './finding.ts';
import { does, exitCodes } from './run.ts';
import { table } from './table.ts';

export const addDoctor = (program: Command): void => {
  const command = program
    .command('doctor')
    .description('Look for what keeps Leeway from running here, and say what to do.');
  does(command, async ({ config, log, print }) => {
    const findings: Finding[] = [...(await checkMachine(config)), ...(await checkDatabase(config, log))];
    const isHealthy = findings.every(({ state }) => state !== 'fail');
    print({ isHealthy, findings }, [
      ...table(
        ['check', 'state', ''],
        findings.map(({ check, state, says }) => [check, state, says]),
      ),
      '',
      isHealthy ? 'Leeway can run here.' : 'Leeway cannot run here as it is.',
    ]);
    return isHealthy ? exitCodes.ok : exitCodes.failed;
  });
};
