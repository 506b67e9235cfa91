import { describe, expect, it } from 'vitest';
import {
  finerPermissions,
  operations,
  type RoleName,
  rolePermits,
  roleScopes,
  roles,
  type Scope,
} from './index.ts';
import { contractOperations } from './testing/contract-document.ts';
import { permissionsPage } from './testing/permissions-page.ts';

/** Of an operation that is served, or at least in the contract. */
const scopesOf = (id: string): readonly Scope[] => {
  const known =
    Object.values(operations).find((operation) => operation.id === id) ?? contractOperations.get(id);
  if (!known) throw new Error(`there is no operation ${id}`);
  return known.scopes as readonly Scope[];
};
const may = (role: RoleName, id: string) => rolePermits(role, { id, scopes: scopesOf(id) });
const everyone = roles.map(({ name }) => name);
const only = (id: string) => everyone.filter((role) => may(role, id));
const theOthers = everyone.filter((role) => role !== 'Account Administrator');

describe('rule 42: the roles of the console', () => {
  it('are the seven of the rulebook', () => {
    expect(everyone).toEqual([
      'Account Administrator',
      'Product Management',
      'Application Development',
      'Back Office Integration',
      'Support',
      'Sales',
      'Viewer',
    ]);
  });

  it('docs/permissions.md is made from the table (npx vitest run packages/contract/src/roles.test.ts -u)', async () => {
    await expect(permissionsPage()).toMatchFileSnapshot('../../../docs/permissions.md');
  });

  it('nobody manages tenants', () => {
    for (const role of everyone) expect(roleScopes(role)).not.toContain('tenants:admin');
    expect(only('listTenants')).toEqual([]);
    expect(only('activateUserForTesting')).toEqual([]);
  });

  it('the administrator may do everything else', () => {
    const refused = Object.values(operations).filter(
      (operation) =>
        !(operation.scopes as readonly string[]).includes('tenants:admin') &&
        operation.portal === null &&
        !rolePermits('Account Administrator', operation),
    );
    expect(refused).toEqual([]);
  });

  it('users, security, settings and API clients are the administrator’s alone', () => {
    for (const scope of ['users:admin', 'settings:admin', 'api:admin', 'eup:admin']) {
      for (const role of theOthers) expect(roleScopes(role)).not.toContain(scope);
    }
    for (const id of ['createUser', 'updateSecuritySettings', 'createApiClient', 'listAuditLog']) {
      expect(only(id)).toEqual(['Account Administrator']);
    }
  });

  it('a viewer changes nothing', () => {
    const changing = Object.values(operations).filter(
      (operation) => operation.method !== 'GET' && rolePermits('Viewer', operation),
    );
    // These only look, with a body for what does not belong into a URL; an export is a look that takes longer.
    expect(changing.map(({ id }) => id).sort()).toEqual([
      'askWhatIf',
      'createReportExport',
      'deleteReportExport',
      'explainOverdraftLimit',
      'exportReport',
      'findEntitlementGroup',
      'previewOfferingOverdraft',
      'runReport',
    ]);
  });

  it('only the catalogue’s people change the catalogue', () => {
    for (const id of ['createProduct', 'patchOffering', 'updatePlan', 'updateAttribute']) {
      expect(only(id)).toEqual(['Account Administrator', 'Product Management']);
    }
  });

  it('sales sells, renews and keeps customers, and takes no seat', () => {
    for (const id of [
      'createEntitlementGroup',
      'extendEntitlementGroup',
      'renewEntitlement',
      'changeEntitlementOffering',
      'createCustomer',
      'createContact',
      'createCustomerNote',
      'activateEntitlement',
    ]) {
      expect([id, may('Sales', id)]).toEqual([id, true]);
    }
    for (const id of ['createActivation', 'deleteActivation', 'exportEntitlement', 'createWebhook']) {
      expect([id, may('Sales', id)]).toEqual([id, false]);
    }
  });

  it('support releases seats and keeps contacts and notes, and neither sells nor changes customers', () => {
    for (const id of [
      'deleteActivation',
      'deleteOfflineActivation',
      'createContact',
      'updateContactCredentials',
      'createCustomerNote',
      'createEntitlementNote',
      'getCustomerPortalUrl',
    ]) {
      expect([id, may('Support', id)]).toEqual([id, true]);
    }
    for (const id of ['updateCustomer', 'disableCustomer', 'renewEntitlement', 'createActivation']) {
      expect([id, may('Support', id)]).toEqual([id, false]);
    }
  });

  it('who only reads does not open a customer’s portal in the customer’s place', () => {
    expect(only('getCustomerPortalUrl')).toEqual([
      'Account Administrator',
      'Back Office Integration',
      'Support',
      'Sales',
    ]);
  });

  it('nobody calls the portal’s operations: they need a session of the portal', () => {
    const ofPortal = Object.values(operations).filter(({ portal }) => portal !== null);
    expect(ofPortal.length).toBeGreaterThan(20);
    for (const role of everyone) {
      expect(ofPortal.filter((operation) => rolePermits(role, operation))).toEqual([]);
    }
  });

  it('whatever needs no scope is open to every role', () => {
    expect(only('listEntityCustomFields')).toEqual(everyone);
  });

  it('a finer permission names operations that there are, each of them once', () => {
    const named = Object.values(finerPermissions).flatMap((finer): readonly string[] => finer.operations);
    expect(new Set(named).size).toBe(named.length);
    for (const id of named) expect([id, contractOperations.has(id) || id in operations]).toEqual([id, true]);
  });
});
