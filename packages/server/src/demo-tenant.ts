import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { type DemoTenant, demoClientId, demoSlug, fillDemo } from './demo/index.ts';
import { renewPortalUser } from './demo/portal-user.ts';
import {
  createApiClient,
  createUserWithPassword,
  deleteApiClient,
  findTenant,
  listApiClients,
  listTenants,
  listUsers,
  type NewUser,
  setUserPassword,
} from './features/identity/index.ts';
import { systemAuthor } from './platform/author.ts';
import type { Clock } from './platform/clock.ts';
import type { Database } from './platform/database.ts';
import { writePrivateFile } from './platform/private-file.ts';
import { StorageError } from './storage.ts';

/** The demo tenant of an installation: created once, in an empty database, and signed in to with `credentials.json`. */

/** What an application needs to call a server. */
export interface Credentials {
  readonly baseUrl: string;
  readonly tokenUrl: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly consoleUrl?: string;
  /** An Account Administrator of the console. */
  readonly consoleUser?: string;
  readonly consolePassword?: string;
  readonly portalUrl?: string;
  /** An admin of one of the demo's customers. */
  readonly portalUser?: string;
  readonly portalPassword?: string;
}

export const credentialsPath = ({ dataDir }: Config): string => join(dataDir, 'credentials.json');

/** There from the start of filling until the credentials are written: what was cut off between is made up for. */
const unfinishedPath = ({ dataDir }: Config): string => join(dataDir, 'demo-unfinished');

const exists = async (path: string): Promise<boolean> => (await readFile(path).catch(() => null)) !== null;

/** Null when there are none. @throws StorageError when the file is damaged */
export const readCredentials = async (config: Config): Promise<Credentials | null> => {
  const text = await readFile(credentialsPath(config), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  try {
    return text === null ? null : (JSON.parse(text) as Credentials);
  } catch {
    throw new StorageError(
      `${credentialsPath(config)} is damaged: delete it, and make another client with "leeway api-client create demo <client-id>".`,
    );
  }
};

const urlsOf = ({ publicUrl }: Config) => ({
  baseUrl: publicUrl,
  tokenUrl: `${publicUrl}/oauth/token`,
  consoleUrl: `${publicUrl}/console`,
  portalUrl: `${publicUrl}/portal/${demoSlug}`,
});

const writeCredentials = (config: Config, credentials: Credentials): Promise<void> =>
  writePrivateFile(credentialsPath(config), `${JSON.stringify(credentials, null, 2)}\n`);

/** For a server that starts: its port may differ from the last start's. */
export const refreshUrls = async (config: Config): Promise<void> => {
  const credentials = await readCredentials(config);
  if (!credentials) return;
  const urls = urlsOf(config);
  if (isDeepStrictEqual({ ...credentials, ...urls }, credentials)) return;
  await writeCredentials(config, { ...credentials, ...urls });
};

/** For a tenant whose secret was lost because the process ended before it was written down. */
const renewClient = async (database: Database, clock: Clock, tenantId: string): Promise<DemoTenant> => {
  const clients = await listApiClients({ database }, tenantId);
  const lost = clients.find(({ clientId }) => clientId === demoClientId);
  if (lost) await deleteApiClient({ database, author: systemAuthor }, tenantId, lost.apiId);
  const request = { clientId: demoClientId, scopes: 'all' } as const;
  const { clientId, clientSecret } = await createApiClient(
    { database, clock, author: systemAuthor },
    tenantId,
    request,
  );
  return { tenantId, clientId, clientSecret };
};

const consoleUser: NewUser = {
  username: 'demo',
  firstName: 'Demo',
  lastName: 'Administrator',
  email: 'demo@example.com',
  role: 'Account Administrator',
};

/** The console's user, with a new password: the one before is not known here. */
const renewConsoleUser = async (database: Database, clock: Clock, tenantId: string) => {
  const parts = { database, clock, author: systemAuthor };
  const password = randomBytes(16).toString('base64url');
  const users = await listUsers(parts, tenantId);
  if (users.some(({ email }) => email === consoleUser.email)) {
    await setUserPassword(parts, tenantId, consoleUser.email, password);
  } else await createUserWithPassword(parts, tenantId, consoleUser, password);
  return { consoleUser: consoleUser.email, consolePassword: password };
};

/** For a demo that was filled before the console, or the portal, had users. */
const addUsers = async (config: Config, database: Database, clock: Clock): Promise<void> => {
  const credentials = await readCredentials(config);
  if (!credentials || (credentials.consoleUser && credentials.portalUser)) return;
  const { tenantId } = credentials;
  if (!(await findTenant({ database }, tenantId))) return;
  const ofConsole = credentials.consoleUser ? null : await renewConsoleUser(database, clock, tenantId);
  const ofPortal = credentials.portalUser ? null : await renewPortalUser({ database, clock }, tenantId);
  if (ofConsole || ofPortal) await writeCredentials(config, { ...credentials, ...ofConsole, ...ofPortal });
};

const fill = async (config: Config, database: Database, clock: Clock, log: Logger): Promise<void> => {
  await mkdir(config.dataDir, { recursive: true });
  await writeFile(unfinishedPath(config), '');
  const filled = await findTenant({ database }, demoSlug);
  const tenant = filled
    ? await renewClient(database, clock, filled.tenantId)
    : await fillDemo({ database, clock, log, publicUrl: config.publicUrl });
  const ofConsole = await renewConsoleUser(database, clock, tenant.tenantId);
  const ofPortal = await renewPortalUser({ database, clock }, tenant.tenantId);
  await writeCredentials(config, { ...urlsOf(config), ...tenant, ...ofConsole, ...ofPortal });
  await rm(unfinishedPath(config));
};

const lockSql = `select pg_advisory_lock(hashtext('leeway.demo'))`;
const unlockSql = `select pg_advisory_unlock(hashtext('leeway.demo'))`;

/**
 * Creates and fills the demo tenant when the database is empty; of several processes that start at once, one does.
 * Answers whether this call did.
 */
export const ensureDemo = async (
  config: Config,
  database: Database,
  clock: Clock,
  log: Logger,
): Promise<boolean> =>
  database.withClient(async (client) => {
    await client.query(lockSql);
    try {
      const isEmpty = (await listTenants({ database })).length === 0;
      if (!isEmpty && !(await exists(unfinishedPath(config)))) {
        await addUsers(config, database, clock);
        return false;
      }
      await fill(config, database, clock, log);
      return true;
    } finally {
      await client.query(unlockSql);
    }
  });
