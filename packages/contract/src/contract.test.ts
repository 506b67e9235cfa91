import { describe, expect, it } from 'vitest';
import type { Operation } from './index.ts';
import { operations } from './index.ts';
import { compareSchemas } from './testing/compare-schema.ts';
import {
  asJsonSchema,
  type ContractOperation,
  contractOperations,
  type JsonSchema,
} from './testing/contract-document.ts';

const ours: [string, Operation][] = Object.entries(operations);

/** Ours alone: the dry run, and two paths of the API's first version. */
const notInContract = [
  'addPortalGroupMember',
  'answerSeatRequest',
  'applyOfferingOverdraft',
  'askWhatIf',
  'checkoutFeatureLegacy',
  'createOwnThreshold',
  'createRate',
  'createReport',
  'createReportExport',
  'createScopedApiClient',
  'createThreshold',
  'deleteAttribute',
  'deleteContact',
  'deleteCustomField',
  'deleteCustomer',
  'deleteCustomerNote',
  'deleteEdition',
  'deleteEntitlement',
  'deleteEntitlementNote',
  'deleteFeature',
  'deleteMailStop',
  'deleteMailTemplate',
  'deleteOffering',
  'deleteOwnThreshold',
  'deletePlan',
  'deleteProduct',
  'deleteProductAttribute',
  'deleteProductFeature',
  'deleteRate',
  'deleteReport',
  'deleteReportExport',
  'deleteThreshold',
  'deleteUser',
  'disableUser',
  'disableWebhook',
  'downloadReportExport',
  'enableUser',
  'enableWebhook',
  'explainOverdraftLimit',
  'exportApiClients',
  'exportAttributes',
  'exportAuditLog',
  'exportCustomFields',
  'exportCustomerImportErrors',
  'exportDashboardDenials',
  'exportDashboardRenewals',
  'exportDeliveries',
  'exportFeatures',
  'exportMailStops',
  'exportMailTemplates',
  'exportOfferings',
  'exportOpportunities',
  'exportPlans',
  'exportPortalDenials',
  'exportPortalSeats',
  'exportPortalUsage',
  'exportProducts',
  'exportRates',
  'exportReport',
  'exportSavedReport',
  'exportSeatRequests',
  'exportStatement',
  'exportStatementFocus',
  'exportStatements',
  'exportThresholds',
  'exportUsers',
  'exportWebhooks',
  'getAccountSettings',
  'getAvailability',
  'getBillingSettings',
  'getConcurrency',
  'getCustomerImport',
  'getCustomerImportTemplate',
  'getCustomerOwners',
  'getCustomerRenewalInsight',
  'getDashboardSummary',
  'getDashboardUtilisation',
  'getDelivery',
  'getDenials',
  'getInsightSettings',
  'getLicensingSettings',
  'getMailSettings',
  'getMailTemplate',
  'getOpenIdSignInSettings',
  'getOwnCap',
  'getPortalCapacity',
  'getPortalConcurrency',
  'getPortalDenials',
  'getPortalEntitlement',
  'getPortalHost',
  'getPortalOpenIdSettings',
  'getPortalOverview',
  'getPortalUsageHistory',
  'getRate',
  'getRenewalInsight',
  'getReport',
  'getReportExport',
  'getStatement',
  'getStatementDraft',
  'getThreshold',
  'getUsageHistory',
  'getUsageTotals',
  'getWebhookHealth',
  'importCustomers',
  'inviteContactToPortal',
  'invitePortalUser',
  'listAttributeValues',
  'listAuditLog',
  'listDashboardDenials',
  'listDashboardOverdrafts',
  'listDashboardRenewals',
  'listDeliveries',
  'listEntitlementsInOverdraft',
  'listEvents',
  'listFeatureValues',
  'listMailStops',
  'listMailTemplates',
  'listOpportunities',
  'listOverdraftEpisodes',
  'listOwnSeatRequests',
  'listOwnThresholds',
  'listPortalCodes',
  'listPortalGroupMembers',
  'listPortalGroups',
  'listPortalOverdraftEpisodes',
  'listPortalSeats',
  'listPortalUsers',
  'listRates',
  'listReportExports',
  'listReportSubjects',
  'listReports',
  'listSeatRequests',
  'listStatementFacts',
  'listStatements',
  'listThresholds',
  'previewMailTemplate',
  'previewOfferingOverdraft',
  'releaseOwnSeat',
  'removePortalGroupMember',
  'removePortalUser',
  'renewEntitlementWithLimits',
  'replayDeliveries',
  'replayDelivery',
  'requestSeats',
  'resendPortalInvitation',
  'resetUserSecondFactor',
  'returnFeatureLegacy',
  'rotateApiClientSecret',
  'rotateWebhookSecret',
  'runReport',
  'runSavedReport',
  'search',
  'sellEntitlement',
  'setEntitlementStart',
  'setOwnCap',
  'tryThreshold',
  'updateAccountSettings',
  'updateBillingSettings',
  'updateCustomerNote',
  'updateEntitlementNote',
  'updateInsightSettings',
  'updateLicensingSettings',
  'updateMailSettings',
  'updateMailTemplate',
  'updateOpenIdSignInSettings',
  'updateOwnThreshold',
  'updatePortalHost',
  'updatePortalOpenIdSettings',
  'updatePortalUser',
  'updateRate',
  'updateReport',
  'updateThreshold',
];

const shared = ours.flatMap(([id, operation]): [string, Operation, ContractOperation][] => {
  const theirs = contractOperations.get(id);
  return theirs === undefined ? [] : [[id, operation, theirs]];
});

/** What we have of these tags is all there is; of the other tags only some operations are served as yet. */
const completeTags = [
  'products',
  'productFeatures',
  'features',
  'attributes',
  'productAttributes',
  'editionAttributes',
  'editionFeatures',
  'customFields',
  'editions',
  'plans',
  'offerings',
  'customers',
  'customerContacts',
  'customerNotes',
  'entitlementNotes',
  'entitlementGroups',
  'entitlements',
  'activations',
  'apiClients',
  'users',
  'roles',
  'security',
  'keys',
  'endUserPortal',
  'tenants',
  'offlineActivations',
  'localLicenseServers',
  'webhooks',
];

const objectOf = (operation: ContractOperation, place: 'path' | 'query'): JsonSchema => {
  const parameters = operation.parameters.filter((parameter) => parameter.in === place);
  return {
    type: 'object',
    properties: Object.fromEntries(parameters.map(({ name, schema }) => [name, schema])),
    ...(place === 'path' ? { required: parameters.map(({ name }) => name) } : {}),
  };
};

/** Lists that also take `name` and `sort`, which are ours: left out, they are the contract's. */
const withChoice = [
  ...['listProducts', 'listPlans', 'listOfferings', 'listFeatures', 'listAttributes', 'listUsers'],
  ...['listApiClients', 'listWebhooks', 'listCustomFields'],
];

const queryOf = (operation: Operation): JsonSchema => {
  const schema = asJsonSchema(operation.query);
  if (!withChoice.includes(operation.id)) return schema;
  const { name, sort, ...properties } = schema.properties as Record<string, JsonSchema>;
  expect({ name, sort, required: schema.required }).toEqual({
    name: expect.objectContaining({ type: 'string' }),
    sort: expect.objectContaining({ type: 'string' }),
    required: undefined,
  });
  return { ...schema, properties };
};

describe('the operations', () => {
  it('are known to the contract, or named here as our own', () => {
    const unknown = ours.map(([id]) => id).filter((id) => !contractOperations.has(id));
    expect(unknown.sort()).toEqual(notInContract);
  });

  it('carry the id they are listed under', () => {
    for (const [id, operation] of ours) expect(operation.id).toBe(id);
  });

  it.each(completeTags)('%s: every operation of the contract is there', (tag) => {
    const missing = [...contractOperations.values()]
      .filter((operation) => operation.tag === tag && !(operation.operationId in operations))
      .map(({ operationId }) => operationId);
    expect(missing).toEqual([]);
  });

  it('have paths of their own', () => {
    const routes = ours.map(([, { method, path }]) => `${method} ${path}`);
    expect(new Set(routes).size).toBe(routes.length);
  });
});

describe.each(shared)('%s keeps the contract', (_id, operation, theirs) => {
  it('in method, path, tag, scopes and kind of body', () => {
    const { method, path, tag, scopes, bodyType } = operation;
    expect({ method, path, tag, scopes, bodyType }).toEqual({
      method: theirs.method,
      path: theirs.path,
      tag: theirs.tag,
      scopes: theirs.scopes,
      bodyType: theirs.bodyType,
    });
  });

  it('in what it takes', () => {
    expect(compareSchemas(objectOf(theirs, 'path'), asJsonSchema(operation.params), 'request')).toEqual([]);
    expect(compareSchemas(objectOf(theirs, 'query'), queryOf(operation), 'request')).toEqual([]);
    if (theirs.body === null) expect(operation.body).toBeNull();
    else expect(compareSchemas(theirs.body, asJsonSchema(operation.body ?? {}), 'request')).toEqual([]);
  });

  it('in what it answers', () => {
    const { status, reply } = operation.success;
    expect([...theirs.replies.keys()]).toContain(status);
    const schema = theirs.replies.get(status) ?? null;
    if (schema === null) expect(reply).toBeNull();
    else expect(compareSchemas(schema, asJsonSchema(reply ?? {}), 'reply')).toEqual([]);
  });
});

/** The schema once more for each of its keywords, with only that keyword edited. */
function* edited(schema: JsonSchema): Generator<{ edit: string; schema: JsonSchema }> {
  const walk = function* (value: unknown, at: string): Generator<{ edit: string; value: unknown }> {
    if (typeof value === 'number') yield { edit: at, value: value + 1 };
    else if (typeof value === 'boolean') yield { edit: at, value: !value };
    else if (typeof value === 'string') yield { edit: at, value: `${value}x` };
    else if (Array.isArray(value)) {
      yield { edit: `${at} shorter`, value: value.slice(1) };
      for (const [index, item] of value.entries())
        for (const { edit, value: other } of walk(item, `${at}/${index}`))
          yield { edit, value: value.with(index, other) };
    } else if (typeof value === 'object' && value !== null)
      for (const [key, member] of Object.entries(value))
        for (const { edit, value: other } of walk(member, `${at}/${key}`))
          yield { edit, value: { ...value, [key]: other } };
  };
  for (const { edit, value } of walk(schema, '')) yield { edit, schema: value as JsonSchema };
}

describe('the comparison', () => {
  const bodies = shared.filter(([, , theirs]) => theirs.body !== null && theirs.bodyType === 'json');

  it.each(bodies)('%s: sees every edit of a limit', (_id, operation, theirs) => {
    const plain = JSON.parse(JSON.stringify(operation.body));
    const unseen: string[] = [];
    let edits = 0;
    for (const { edit, schema } of edited(plain)) {
      // `{const: 'x'}` says string already.
      if (/oneOf\/\d+\/properties\/(type|ruleType)\/type$/.test(edit)) continue;
      // Our union says beside its branches what they say: which member tells them apart.
      if (/(activationCredentials|authentication|validationRules\/items)\/(type|discriminator)/.test(edit))
        continue;
      edits += 1;
      if (compareSchemas(theirs.body as JsonSchema, schema, 'request').length === 0) unseen.push(edit);
    }
    expect(unseen).toEqual([]);
    expect(edits).toBeGreaterThan(1);
  });

  it('lets a reply promise more, never less', () => {
    const theirs = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] };
    const more = {
      ...theirs,
      properties: { ...theirs.properties, b: { type: 'string' } },
      required: ['a', 'b'],
    };
    expect(compareSchemas(theirs, more, 'reply')).toEqual([]);
    expect(compareSchemas(more, theirs, 'reply')).not.toEqual([]);
    expect(compareSchemas(theirs, more, 'request')).not.toEqual([]);
  });
});
