import type { Command } from 'commander';
import { createTenant, listTenants } from '../features/identity/index.ts';
import { systemAuthor } from '../platform/author.ts';
import { systemClock } from '../platform/clock.ts';
import { does, type Run, withStorage } from './run.ts';
import { table } from './table.ts';

const create = async (
  run: Run,
  [slug = '']: readonly string[],
  { name = slug, timeZone }: { name?: string; timeZone?: string },
): Promise<undefined> => {
  const tenant = await withStorage(run, ({ database }) =>
    createTenant(
      { database, clock: systemClock, author: systemAuthor },
      { slug, name, ...(timeZone ? { timeZone } : {}) },
    ),
  );
  run.print(tenant, [
    `Tenant ${tenant.tenantId} (${tenant.slug}) is created.`,
    `Next: leeway api-client create ${tenant.slug} <client-id>`,
  ]);
};

const list = async (run: Run): Promise<undefined> => {
  const tenants = await withStorage(run, ({ database }) => listTenants({ database }));
  const rows = tenants.map(({ tenantId, slug, name, timeZone, createdAt }) => [
    tenantId,
    slug,
    name,
    timeZone,
    createdAt.toISOString(),
  ]);
  run.print(
    { items: tenants },
    rows.length === 0
      ? ['There is no tenant yet. Create one: leeway tenant create <slug>']
      : table(['tenant id', 'slug', 'name', 'time zone', 'created'], rows),
  );
};

export const addTenant = (program: Command): void => {
  const command = program.command('tenant').description('Create and list tenants.');
  const createCommand = command
    .command('create')
    .description('Create a tenant.')
    .argument('<slug>', 'its name in URLs: lower-case letters, digits and inner hyphens')
    .option('--name <name>', 'its name for people; the slug when left out')
    .option('--time-zone <zone>', 'an IANA name such as Europe/Zurich; UTC when left out');
  does(createCommand, create);
  does(command.command('list').description('List the tenants.'), list);
};
