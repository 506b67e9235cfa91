import type { Command } from 'commander';
import {
  createApiClient,
  deleteApiClient,
  findTenant,
  listApiClients,
  type NewApiClient,
  scopesFrom,
} from '../features/identity/index.ts';
import { systemAuthor } from '../platform/author.ts';
import { systemClock } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import { CommandError, does, type Run, withStorage } from './run.ts';
import { table } from './table.ts';

const tenantOf = async (database: Database, slugOrId: string) => {
  const tenant = await findTenant({ database }, slugOrId);
  if (!tenant) throw new CommandError(`There is no tenant ${slugOrId}. "leeway tenant list" shows them.`);
  return tenant;
};

const create = async (
  run: Run,
  [slugOrId = '', clientId = '']: readonly string[],
  { name, scopes }: { name?: string; scopes?: string },
): Promise<undefined> => {
  const words = (scopes ?? 'all').split(',').map((word) => word.trim());
  const wanted: NewApiClient['scopes'] = words.length === 1 && words[0] === 'all' ? 'all' : scopesFrom(words);
  const { tenant, client } = await withStorage(run, async ({ database }) => {
    const tenant = await tenantOf(database, slugOrId);
    const parts = { database, clock: systemClock, author: systemAuthor };
    const request = { clientId, clientName: name ?? null, scopes: wanted };
    return { tenant, client: await createApiClient(parts, tenant.tenantId, request) };
  });
  run.print({ tenantId: tenant.tenantId, ...client }, [
    `API client ${client.clientId} (${client.apiId}) of ${tenant.slug} is created.`,
    `Client secret: ${client.clientSecret}`,
    'Keep it: it is not shown again.',
    `Scopes: ${client.scopes.join(', ')}`,
  ]);
};

const list = async (run: Run, [slugOrId = '']: readonly string[]): Promise<undefined> => {
  const clients = await withStorage(run, async ({ database }) => {
    const { tenantId } = await tenantOf(database, slugOrId);
    return listApiClients({ database }, tenantId);
  });
  const rows = clients.map(({ apiId, clientId, clientName, scopes }) => [
    clientId,
    apiId,
    clientName ?? '',
    scopes.join(' '),
  ]);
  run.print(
    { items: clients },
    rows.length === 0
      ? [`${slugOrId} has no API client yet.`]
      : table(['client id', 'id', 'name', 'scopes'], rows),
  );
};

const remove = async (run: Run, [slugOrId = '', asked = '']: readonly string[]): Promise<undefined> => {
  const removed = await withStorage(run, async ({ database }) => {
    const { tenantId } = await tenantOf(database, slugOrId);
    const clients = await listApiClients({ database }, tenantId);
    const client = clients.find(({ clientId, apiId }) => clientId === asked || apiId === asked);
    if (!client) throw new CommandError(`${slugOrId} has no API client ${asked}.`);
    await deleteApiClient({ database, author: systemAuthor }, tenantId, client.apiId);
    return client;
  });
  run.print({ deleted: removed.apiId, clientId: removed.clientId }, [
    `API client ${removed.clientId} (${removed.apiId}) is deleted; its tokens stop working within seconds.`,
  ]);
};

export const addApiClient = (program: Command): void => {
  const command = program.command('api-client').description('Create, list and delete API clients.');
  const createCommand = command
    .command('create')
    .description('Create an API client and show its secret once.')
    .argument('<tenant>', 'slug or id of the tenant')
    .argument('<client-id>', 'what the client calls itself')
    .option('--name <name>', 'for people')
    .option('--scopes <scopes>', 'comma-separated, or "all"', 'all');
  does(createCommand, create);
  const listCommand = command.command('list').description('List the API clients of a tenant.');
  does(listCommand.argument('<tenant>', 'slug or id of the tenant'), list);
  const deleteCommand = command
    .command('delete')
    .description('Delete an API client.')
    .argument('<tenant>', 'slug or id of the tenant')
    .argument('<client>', 'its client id or id');
  does(deleteCommand, remove);
};
