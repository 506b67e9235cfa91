import type { Author } from '../../platform/author.ts';
import type { Queryable } from '../../platform/database.ts';
import { duplicate, invalid } from '../../platform/http/problem.ts';
import { newId } from '../../platform/ids.ts';
import type { RoomContext } from '../../platform/room.ts';
import {
  describeTenantRow,
  insertTenant,
  lockTenantSlugs,
  selectTenant,
  selectTenantBySlug,
  selectTenants,
  type TenantRow,
} from './store.ts';

/** What the room's URLs need of the house. */
export type IdentityContext = Pick<
  RoomContext,
  'app' | 'route' | 'database' | 'clock' | 'log' | 'publicUrl' | 'background' | 'sendList'
>;

/** What a use case of the room needs. */
export type IdentityParts = Pick<RoomContext, 'database' | 'clock'>;

/** What a use case that changes something needs besides. */
export type ChangeParts = IdentityParts & { readonly author: Author };

export interface NewTenant {
  /** 1 to 200 characters. */
  readonly name: string;
  /** The tenant's realm in URLs: 1 to 63 lower-case letters, digits and inner hyphens. */
  readonly slug: string;
  /** An IANA name such as `Europe/Zurich`; UTC when left out. */
  readonly timeZone?: string;
  /** Made for trying things out; not when left out. */
  readonly isTest?: boolean;
  /** Where its people sign in; here when left out. */
  readonly customAuthUrl?: string | null;
}

// Without an underscore a slug can never look like a tenant id, which is the other way to name a realm.
const slugPattern = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const tenantIdPattern = /^t_[A-Za-z0-9_-]{22}$/;
const nameCharactersMax = 200;

/** What a name must not hold: PostgreSQL stores no NUL, and no terminal should obey a name. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
export const controlCharacter = /[\u0000-\u001f\u007f]/;

/** Offsets such as `+02:00` are refused though some runtimes take them: PostgreSQL reads their sign the other way. */
const isTimeZone = (name: string): boolean => {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
};

const refuseBadDescription = ({ name, timeZone = 'UTC' }: Pick<NewTenant, 'name' | 'timeZone'>) => {
  if (name.trim() === '' || name.length > nameCharactersMax || controlCharacter.test(name)) {
    throw invalid('name', `must have 1 to ${nameCharactersMax} printable characters`);
  }
  if (!isTimeZone(timeZone)) throw invalid('timeZone', `"${timeZone}" is no IANA time zone`);
};

const refuseBadTenant = ({ name, slug, timeZone }: NewTenant) => {
  refuseBadDescription({ name, ...(timeZone === undefined ? {} : { timeZone }) });
  if (!slugPattern.test(slug)) {
    throw invalid('slug', 'must have 1 to 63 lower-case letters, digits and inner hyphens');
  }
};

/**
 * Runs in a transaction. @param now epoch ms
 * Throws ApiProblem `validationFailed`, or `duplicate` when the slug is taken.
 */
export const addTenant = async (tx: Queryable, tenant: NewTenant, now: number): Promise<TenantRow> => {
  refuseBadTenant(tenant);
  const row: TenantRow = {
    tenantId: newId('t', now),
    slug: tenant.slug,
    name: tenant.name,
    timeZone: tenant.timeZone ?? 'UTC',
    enabled: true,
    isTest: tenant.isTest ?? false,
    customAuthUrl: tenant.customAuthUrl ?? null,
    createdAt: new Date(now),
  };
  await lockTenantSlugs(tx);
  if (await selectTenantBySlug(tx, row.slug)) throw duplicate('slug', row.slug);
  await insertTenant(tx, row);
  return row;
};

/** Throws ApiProblem `validationFailed`, or `duplicate` when the slug is taken. */
export const createTenant = (
  { database, clock, author }: ChangeParts,
  tenant: NewTenant,
): Promise<TenantRow> => database.transaction(author, (tx) => addTenant(tx, tenant, clock.now()));

/** Changes what a tenant is called and by which clocks it lives. Throws ApiProblem `validationFailed`. */
export const describeTenant = async (
  { database, author }: Pick<ChangeParts, 'database' | 'author'>,
  tenantId: string,
  { name, timeZone }: Required<Pick<NewTenant, 'name' | 'timeZone'>>,
): Promise<void> => {
  refuseBadDescription({ name, timeZone });
  await database.transaction(author, (tx) => describeTenantRow(tx, tenantId, name.trim(), timeZone));
};

export const listTenants = ({ database }: Pick<IdentityParts, 'database'>): Promise<TenantRow[]> =>
  selectTenants(database);

/** The tenant of a slug or an id; null when there is none. */
export const findTenant = async (
  { database }: { readonly database: Queryable },
  slugOrId: string,
): Promise<TenantRow | null> => {
  if (tenantIdPattern.test(slugOrId)) return selectTenant(database, slugOrId);
  return slugPattern.test(slugOrId) ? selectTenantBySlug(database, slugOrId) : null;
};

/** Whether a text from outside may be used as a tenant id in a query. */
export const isTenantId = (text: unknown): text is string =>
  typeof text === 'string' && tenantIdPattern.test(text);
