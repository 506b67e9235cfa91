import type { Command } from 'commander';
import { runStory } from '../demo/story.ts';
import { type Credentials, credentialsPath, ensureDemo, readCredentials } from '../demo-tenant.ts';
import { systemClock } from '../platform/clock.ts';
import { CommandError, does, type Run, withStorage } from './run.ts';

const fill = async (run: Run): Promise<undefined> => {
  const { config, log, print } = run;
  const isNew = await withStorage(run, ({ database }) => ensureDemo(config, database, systemClock, log));
  const credentials = await readCredentials(config);
  if (!credentials) {
    throw new CommandError('The database has tenants already: the demo is only created in an empty one.');
  }
  const { clientSecret, consolePassword, ...shown } = credentials;
  print({ created: isNew, credentials: credentialsPath(config), ...shown }, [
    isNew ? 'The demo tenant is ready.' : 'The demo tenant was there already.',
    `Client id "${credentials.clientId}", secret in ${credentialsPath(config)}.`,
  ]);
};

/** Fails with a sentence before the story begins, when there is nobody to tell it. */
const assertAnswers = async ({ baseUrl }: Credentials): Promise<void> => {
  const live = await fetch(`${baseUrl}/health/live`).catch(() => null);
  if (!live?.ok) {
    throw new CommandError(`No Leeway answers on ${baseUrl}. Start it with "npm start" in another terminal.`);
  }
};

const story = async ({ config, json, print }: Run): Promise<undefined> => {
  const credentials = await readCredentials(config);
  if (!credentials) {
    throw new CommandError(`There is no ${credentialsPath(config)}. Run "npm start" or "leeway demo" first.`);
  }
  await assertAnswers(credentials);
  const lines: string[] = [];
  await runStory({
    ...credentials,
    print: (line) => {
      if (json) lines.push(line);
      else print(null, [line]);
    },
  });
  if (json) print({ lines }, []);
};

export const addDemo = (program: Command): void => {
  const command = program
    .command('demo')
    .description('Create the demo tenant with a year of history in an empty database.');
  const storyCommand = command
    .command('story')
    .description('Sell 100 seats, allow 120, deny the 121st: live, on the running server.');
  does(command, fill);
  does(storyCommand, story);
};
