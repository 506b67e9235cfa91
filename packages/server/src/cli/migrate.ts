import type { Command } from 'commander';
import { knownMigrations, migrate } from '../platform/migrations.ts';
import { openStorageBeside } from '../storage.ts';
import { does } from './run.ts';

export const addMigrate = (program: Command): void => {
  const command = program.command('migrate').description('Bring the schema of the database up to date.');
  does(command, async ({ config, log, print }) => {
    const storage = await openStorageBeside(config, log);
    try {
      const applied = await migrate(storage.database);
      const known = knownMigrations().map(({ name }) => name);
      print({ applied, known }, [
        ...applied.map((name) => `applied ${name}`),
        applied.length === 0 ? 'The schema was up to date.' : 'The schema is up to date.',
      ]);
    } finally {
      await storage.close();
    }
    return undefined;
  });
};
