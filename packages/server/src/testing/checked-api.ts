import { checkReply } from '@leeway/contract/testing';
import { createApiClient, createTenant } from '../features/identity/index.ts';
import { systemAuthor } from '../platform/author.ts';
import type { Answer, Leeway } from './leeway.ts';

/** `leeway.api` for one operation after another, each answer held against the contract and our own schema. */
export const checkedApi =
  (leeway: Leeway, headers: Record<string, string> = {}) =>
  async (operationId: string, request: string, body?: unknown): Promise<Answer> => {
    const [method = '', path = ''] = request.split(' ');
    const answer = await leeway.api(method, path, body, headers);
    const findings = checkReply(operationId, answer.status, answer.body);
    if (findings) throw new Error(`${operationId} ${answer.status}: ${JSON.stringify(findings)}`);
    return answer;
  };

export type CheckedApi = ReturnType<typeof checkedApi>;

/** The same for a client of another tenant, who must find nothing. */
export const strangersApi = async ({ database, clock, ...leeway }: Leeway): Promise<CheckedApi> => {
  const { tenantId } = await createTenant(
    { database, clock, author: systemAuthor },
    { name: 'Stranger', slug: 'stranger' },
  );
  const asked = { clientId: 'stranger', scopes: 'all' } as const;
  const { clientId, clientSecret } = await createApiClient(
    { database, clock, author: systemAuthor },
    tenantId,
    asked,
  );
  const token = await leeway.tokenFor(clientId, clientSecret);
  return checkedApi({ database, clock, ...leeway }, { authorization: `Bearer ${token}` });
};

/** Customers, or offerings, may have these custom fields from now on. */
export const defineFields = async (
  api: CheckedApi,
  entityType: 'customer' | 'offering',
  ...keys: string[]
) => {
  for (const key of keys) {
    const path = 'POST /api/v1/account/custom-fields';
    const { status } = await api('createCustomField', path, { entityType, key });
    if (status !== 201) throw new Error(`${key}: ${status}`);
  }
};

/** The fields a refusal names. */
export const faultyFields = (answer: Answer): string[] =>
  (answer.body.validationErrors ?? []).map((fault: { propertyName: string }) => fault.propertyName);
