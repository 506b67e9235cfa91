import { describe, expect, it } from 'vitest';
import { operations } from '../index.ts';
import { checkReply, checkSchema } from './check-reply.ts';
import { asJsonSchema } from './contract-document.ts';
import { validExample } from './valid-example.ts';

const planReply = {
  id: `plan_${'a'.repeat(22)}`,
  name: 'Yearly',
  description: null,
  licenseType: 'subscription',
  licenseStartType: 'activation',
  licenseDuration: { type: 'year', count: 1 },
  planType: null,
};

const limits = {
  bought: 100n,
  allowance: 20n,
  hardCap: 120n,
  used: 120n,
  overdraftUsed: 20n,
  available: 0n,
  state: 'atHardCap',
};

const problem = {
  type: 'https://example.com/problems/seatLimitReached',
  title: 'No seat is left',
  status: 402,
  detail: '120 of 120 seats are in use.',
  instance: '/api/v1/entitlements/activations',
  details: '120 of 120 seats are in use.',
  error: 'seatLimitReached',
  errorCode: 'seatLimitReached',
  validationErrors: null,
  reasons: [{ code: 'seatLimitReached', detail: '120 of 120 seats are in use.' }],
  limits,
  retryAt: '2031-01-01T00:00:00.000Z',
};

describe('checkReply', () => {
  it('accepts a fitting reply as objects and as JSON text', () => {
    expect(checkReply('getPlan', 200, planReply)).toBeNull();
    expect(checkReply('getPlan', 200, JSON.stringify(planReply))).toBeNull();
  });

  it('names what is missing, null where it must not be, or not in a closed list', () => {
    const { description: _, ...short } = planReply;
    expect(checkReply('getPlan', 200, short)?.[0]?.message).toContain('description');
    expect(checkReply('getPlan', 200, { ...planReply, name: null })?.[0]?.at).toBe('/name');
    expect(checkReply('getPlan', 200, { ...planReply, planType: 'rented' })?.[0]?.at).toBe('/planType');
  });

  it('reads bigint as the integer it becomes', () => {
    expect(checkReply('createActivation', 402, problem)).toBeNull();
    expect(
      checkReply('createActivation', 402, { ...problem, limits: { ...limits, used: -1n } }),
    ).not.toBeNull();
  });

  it('rule 44: wants the one error shape also where the contract has no body', () => {
    expect(checkReply('getPlan', 404, { details: null, error: null })).not.toBeNull();
    expect(checkReply('getPlan', 401, {})).not.toBeNull();
    expect(checkReply('getPlan', 503, { ...problem, status: 503 })).toBeNull();
  });

  it('refuses statuses the operation does not have, and a body where there is none', () => {
    expect(checkReply('getPlan', 418, problem)).not.toBeNull();
    expect(checkReply('getPlan', 204, '')).not.toBeNull();
    expect(checkReply('updatePlan', 204, '')).toBeNull();
    expect(checkReply('updatePlan', 204, planReply)).not.toBeNull();
    expect(() => checkReply('getNothing', 200, {})).toThrow('unknown operation');
  });

  it('rule 33: wants the limits block of a decision, which the contract does not know', () => {
    const schema = asJsonSchema(
      operations.createActivation.success.reply ?? operations.createActivation.body ?? {},
    );
    const reply = validExample(schema, 1) as Record<string, unknown>;
    expect(checkReply('createActivation', 201, reply)).toBeNull();
    const { limits: _, ...without } = reply;
    expect(checkReply('createActivation', 201, without)?.[0]?.message).toContain('limits');
  });

  it('every reply schema of ours fits the contract with example values', () => {
    for (const [id, { success }] of Object.entries(operations)) {
      if (success.reply === null) continue;
      const reply = validExample(asJsonSchema(success.reply), 7);
      expect(checkReply(id, success.status, reply), id).toBeNull();
    }
  });
});

describe('checkSchema', () => {
  it('knows the names of the contract and ours', () => {
    expect(checkSchema('PlanModel', planReply)).toBeNull();
    expect(checkSchema('PlanModel', {})).not.toBeNull();
    expect(checkSchema('LimitsModel', limits)).toBeNull();
    expect(() => checkSchema('NothingModel', {})).toThrow('unknown schema');
  });
});
