import type { Command } from 'commander';
import { configInput, showConfig } from '../config.ts';
import { does } from './run.ts';
import { table } from './table.ts';

export const addConfig = (program: Command): void => {
  const command = program
    .command('config')
    .description('Print the effective settings and where they come from, with secrets masked.');
  does(command, async ({ print }) => {
    const settings = showConfig(configInput());
    const rows = settings.map(({ name, value, from }) => [name, value || '(not set)', from]);
    print(
      Object.fromEntries(settings.map(({ name, value, from }) => [name, { value: value || null, from }])),
      table(['name', 'value', 'from'], rows),
    );
    return undefined;
  });
};
