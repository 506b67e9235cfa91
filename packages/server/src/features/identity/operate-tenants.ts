import { type CreateAdminApiRequest, type CreateTenantApiRequest, tenantFeaturesMax } from '@leeway/contract';
import type { Queryable } from '../../platform/database.ts';
import { ApiProblem, duplicate, invalid, notFound } from '../../platform/http/problem.ts';
import { hashPassword } from '../../platform/password-hash.ts';
import { deleteTenantRows } from '../../platform/tenant-rows.ts';
import {
  lockTenant,
  recordForOperator,
  selectFeatures,
  updateEnabled,
  upsertFeature,
} from './operator-store.ts';
import type { TenantRow } from './store.ts';
import { addTenant, controlCharacter } from './tenants.ts';
import { addUser, inviteUser, type UserParts } from './users.ts';

/** What the operator of an installation does to its tenants. Each is noted in the log of the operator's own tenant. */

export interface OperatorParts extends UserParts {
  /** The tenant the operator calls as. */
  readonly operatorId: string;
}

const httpUrl = (field: string, text: string | null | undefined): string | null => {
  if (!text) return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol)) throw invalid(field, 'must be an http or https URL', 'format');
  return text;
};

const refuseUnprintable = (names: Readonly<Record<string, string>>): void => {
  for (const [field, name] of Object.entries(names)) {
    if (name.trim() === '' || controlCharacter.test(name)) {
      throw invalid(field, 'must have printable characters');
    }
  }
};

const refuseBadAdmin = ({ username, firstName, lastName, email }: CreateAdminApiRequest): void => {
  refuseUnprintable({ 'user.username': username, 'user.firstName': firstName, 'user.lastName': lastName });
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw invalid('user.email', 'must be an e-mail address', 'pattern');
};

/** With a password the administrator can sign in at once, else by the invitation that is mailed. */
const addAdmin = async (
  tx: Queryable,
  parts: OperatorParts,
  tenantId: string,
  admin: CreateAdminApiRequest,
  passwordHash: string | null,
): Promise<void> => {
  const asked = { ...admin, role: 'Account Administrator' } as const;
  const user = await addUser(tx, tenantId, asked, parts.clock.now(), { passwordHash });
  if (passwordHash === null) await inviteUser(tx, parts, user);
};

/** Throws ApiProblem `validationFailed`, or `duplicate` when another tenant has the name. */
export const createTenantAsOperator = async (
  parts: OperatorParts,
  asked: CreateTenantApiRequest,
): Promise<TenantRow> => {
  const { database, clock, author, operatorId } = parts;
  const { name: slug, displayName, user: admin, isTest = false } = asked;
  refuseUnprintable({ displayName });
  const customAuthUrl = httpUrl('customAuthUrl', asked.customAuthUrl);
  if (admin) refuseBadAdmin(admin);
  // Not held against the rules for passwords but the contract's: the operator chooses it for somebody else.
  const passwordHash = admin?.password ? await hashPassword(admin.password) : null;
  return database.transaction(author, async (tx) => {
    const tenant = await addTenant(tx, { slug, name: displayName, isTest, customAuthUrl }, clock.now()).catch(
      (error) => {
        // The contract's `name` is what is called slug elsewhere.
        throw error instanceof ApiProblem && error.code === 'duplicate' ? duplicate('name', slug) : error;
      },
    );
    const { tenantId } = tenant;
    if (admin) await addAdmin(tx, parts, tenantId, admin, passwordHash);
    const changes = [{ field: 'slug', new: slug }];
    await recordForOperator(tx, operatorId, { tenantId, action: 'create', changes });
    return tenant;
  });
};

/** An operator who shut out the tenant it calls as could not take that back. */
const refuseOwn = ({ operatorId }: OperatorParts, tenantId: string, what: string): void => {
  if (tenantId === operatorId)
    throw new ApiProblem('conflict', `The operator's own tenant cannot be ${what}.`);
};

/** A disabled tenant keeps all it has. Throws ApiProblem `notFound`, or `conflict` for the operator's own. */
export const setTenantEnabled = async (
  parts: OperatorParts,
  tenantId: string,
  enabled: boolean,
): Promise<void> => {
  if (!enabled) refuseOwn(parts, tenantId, 'disabled');
  await parts.database.transaction(parts.author, async (tx) => {
    const tenant = await lockTenant(tx, tenantId);
    if (!tenant) throw notFound('tenant', tenantId);
    if (tenant.enabled === enabled) return;
    await updateEnabled(tx, tenantId, enabled);
    await recordForOperator(tx, parts.operatorId, {
      tenantId,
      action: 'update',
      changes: [{ field: 'enabled', old: tenant.enabled, new: enabled }],
    });
  });
};

const featureFlagPattern = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$/;

/** Throws ApiProblem `validationFailed`, `notFound`, or `conflict` when the tenant has as many as it may. */
export const setTenantFeature = async (
  { database, author, operatorId }: OperatorParts,
  tenantId: string,
  featureFlag: string,
  enabled: boolean,
): Promise<void> => {
  if (!featureFlagPattern.test(featureFlag)) {
    throw invalid('featureFlag', 'must have 1 to 100 letters, digits and . _ : -', 'pattern');
  }
  await database.transaction(author, async (tx) => {
    if (!(await lockTenant(tx, tenantId))) throw notFound('tenant', tenantId);
    const present = await selectFeatures(tx, tenantId);
    const before = present.find((feature) => feature.featureFlag === featureFlag);
    if (!before && present.length >= tenantFeaturesMax) {
      throw new ApiProblem('conflict', `A tenant has at most ${tenantFeaturesMax} feature toggles.`);
    }
    if (before?.enabled === enabled) return;
    await upsertFeature(tx, tenantId, featureFlag, enabled);
    if (tenantId === operatorId) return;
    await recordForOperator(tx, operatorId, {
      tenantId,
      part: `features ${featureFlag}`,
      action: before ? 'update' : 'create',
      changes: [{ field: 'enabled', ...(before ? { old: before.enabled } : {}), new: enabled }],
    });
  });
};

/** A request in flight added a row behind the deletion, or locked rows in another order. */
const isDisturbed = (error: unknown): boolean =>
  ['23503', '40P01', '40001'].includes((error as { code?: string }).code ?? '');

const triesMax = 5;

/**
 * Deletes a tenant and every row it has, in one transaction.
 * Throws ApiProblem `notFound`, or `conflict` for the operator's own.
 */
export const deleteTenant = async (parts: OperatorParts, tenantId: string): Promise<void> => {
  refuseOwn(parts, tenantId, 'deleted');
  const attempt = () =>
    parts.database.transaction(parts.author, async (tx) => {
      const tenant = await lockTenant(tx, tenantId);
      if (!tenant) throw notFound('tenant', tenantId);
      await deleteTenantRows(tx, tenantId);
      await recordForOperator(tx, parts.operatorId, {
        tenantId,
        action: 'delete',
        changes: [
          { field: 'slug', old: tenant.slug },
          { field: 'name', old: tenant.name },
        ],
      });
    });
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (!isDisturbed(error) || tries === triesMax) throw error;
    }
  }
};
