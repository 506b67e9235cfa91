import { text } from 'node:stream/consumers';
import { type RoleName, roles, userEmailPattern } from '@leeway/contract';
import type { Command } from 'commander';
import {
  createUser,
  createUserWithPassword,
  findTenant,
  isEnabled,
  listUsers,
  type NewUser,
  resetSecondFactorOf,
  setUserPassword,
} from '../features/identity/index.ts';
import { systemAuthor } from '../platform/author.ts';
import { systemClock } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import { CommandError, does, exitCodes, type Run, withStorage } from './run.ts';
import { table } from './table.ts';

const tenantOf = async (database: Database, slugOrId: string) => {
  const tenant = await findTenant({ database }, slugOrId);
  if (!tenant) throw new CommandError(`There is no tenant ${slugOrId}. "leeway tenant list" shows them.`);
  return tenant;
};

const parts = (run: Run, database: Database) => ({
  ...{ database, clock: systemClock, author: systemAuthor, publicUrl: run.config.publicUrl },
});

/** The first line of standard input: not an argument, which every process of the machine can see. */
const readPassword = async (): Promise<string> => {
  if (process.stdin.isTTY) process.stderr.write('Password (it is shown as you type; end with Ctrl-D): ');
  return (await text(process.stdin)).split(/\r?\n/)[0] ?? '';
};

const roleOf = (name: string): RoleName => {
  const role = roles.find((known) => known.name.toLowerCase() === name.trim().toLowerCase());
  const names = roles.map((known) => known.name).join(', ');
  if (!role) throw new CommandError(`"${name}" is none of ${names}.`, exitCodes.badUsage);
  return role.name;
};

const emailPattern = new RegExp(userEmailPattern);

interface CreateOptions {
  readonly name: string;
  readonly username?: string;
  readonly role: string;
  readonly passwordStdin?: true;
}

const asked = (email: string, { name, username = email, role }: CreateOptions): NewUser => {
  if (!emailPattern.test(email))
    throw new CommandError(`"${email}" is no e-mail address.`, exitCodes.badUsage);
  const [firstName = '', ...rest] = name.trim().split(/\s+/);
  return { username, firstName, lastName: rest.join(' ') || firstName, email, role: roleOf(role) };
};

const create = async (
  run: Run,
  [slugOrId = '', email = '']: readonly string[],
  options: CreateOptions,
): Promise<undefined> => {
  const request = asked(email, options);
  const password = options.passwordStdin ? await readPassword() : null;
  const { slug, user, link } = await withStorage(run, async ({ database }) => {
    const { tenantId, slug } = await tenantOf(database, slugOrId);
    const made =
      password === null
        ? await createUser(parts(run, database), tenantId, request)
        : {
            user: await createUserWithPassword(parts(run, database), tenantId, request, password),
            link: null,
          };
    return { slug, ...made };
  });
  const { tenantId, userId, username, role } = user;
  run.print({ tenantId, userId, username, email, role, enabled: isEnabled(user), link }, [
    `User ${username} (${userId}) of ${slug} is ${link === null ? 'created' : 'invited'} as ${role}.`,
    ...(link === null ? [] : ['The invitation goes out by mail; this link works as well, once:', link]),
  ]);
};

const list = async (run: Run, [slugOrId = '']: readonly string[]): Promise<undefined> => {
  const users = await withStorage(run, async ({ database }) =>
    listUsers({ database }, (await tenantOf(database, slugOrId)).tenantId),
  );
  const items = users.map((user) => {
    const { userId, username, firstName, lastName, email, role } = user;
    return { userId, username, email, name: `${firstName} ${lastName}`, role, enabled: isEnabled(user) };
  });
  const rows = items.map(({ username, email, name, role, enabled }) => [
    ...[username, email, name, role, enabled ? 'yes' : 'no'],
  ]);
  run.print(
    { items },
    rows.length === 0
      ? [`${slugOrId} has no user yet. Create one: leeway user create ${slugOrId} <email> --name <name>`]
      : table(['username', 'email', 'name', 'role', 'enabled'], rows),
  );
};

const setPassword = async (run: Run, [slugOrId = '', name = '']: readonly string[]): Promise<undefined> => {
  const password = await readPassword();
  const user = await withStorage(run, async ({ database }) => {
    const { tenantId } = await tenantOf(database, slugOrId);
    return setUserPassword(parts(run, database), tenantId, name, password);
  });
  run.print({ userId: user.userId, username: user.username }, [
    `User ${user.username} (${user.userId}) has a new password; the sessions are ended.`,
  ]);
};

const resetSecondFactor = async (
  run: Run,
  [slugOrId = '', name = '']: readonly string[],
): Promise<undefined> => {
  const { userId, username, secondFactor } = await withStorage(run, async ({ database }) => {
    const { tenantId } = await tenantOf(database, slugOrId);
    return resetSecondFactorOf(parts(run, database), tenantId, name);
  });
  run.print({ userId, username, reset: secondFactor }, [
    secondFactor
      ? `User ${username} (${userId}) has no second factor any more; the sessions are ended.`
      : `User ${username} (${userId}) has no second factor.`,
  ]);
};

export const addUser = (program: Command): void => {
  const command = program.command('user').description('Create and list users of the console.');
  const createCommand = command
    .command('create')
    .description('Invite a user and show the link, or create one with a password.')
    .argument('<tenant>', 'slug or id of the tenant')
    .argument('<email>', 'where the invitation goes')
    .requiredOption('--name <name>', 'first and last name')
    .option('--username <username>', 'to sign in with; the e-mail address when left out')
    .option('--role <role>', 'one of the seven roles', 'Account Administrator')
    .option('--password-stdin', 'read a password from standard input instead of inviting');
  does(createCommand, create);
  const listCommand = command.command('list').description('List the users of a tenant.');
  does(listCommand.argument('<tenant>', 'slug or id of the tenant'), list);
  const passwordCommand = command
    .command('set-password')
    .description('Give a user the password on standard input, and end the sessions.')
    .argument('<tenant>', 'slug or id of the tenant')
    .argument('<user>', 'username or e-mail address');
  does(passwordCommand, setPassword);
  const factorCommand = command
    .command('reset-second-factor')
    .description('Take the second factor off a user who has lost it, and end the sessions.')
    .argument('<tenant>', 'slug or id of the tenant')
    .argument('<user>', 'username or e-mail address');
  does(factorCommand, resetSecondFactor);
};
