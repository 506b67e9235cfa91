import { createHash } from 'node:crypto';
import { operations } from '@leeway/contract';
import type { Decision, FeatureRequest } from '@leeway/rules';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { pageAsked, pageReply } from '../../platform/http/paging.ts';
import { ApiProblem, invalid, notFound } from '../../platform/http/problem.ts';
import { instantFrom } from '../../platform/http/validation.ts';
import type { RoomContext } from '../../platform/room.ts';
import type { ActivateWith } from './activate-with.ts';
import { activationModel, activationState, featureState, limitsModel } from './activation-view.ts';
import type { Admission } from './admit.ts';
import { problemOf } from './outcome.ts';
import { seatFrom } from './snapshot.ts';
import { type LogRow, listActivations, listActivity, productOf } from './store.ts';
import type { Idempotency, StoredAnswer } from './waiting.ts';

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Older clients send the code at the top. */
export const withCredentials = (body: unknown): unknown =>
  isRecord(body) && typeof body.activationCode === 'string' && body.activationCredentials === undefined
    ? { ...body, activationCredentials: { type: 'activationCode', code: body.activationCode } }
    : body;

export const grantedState = (decision: Decision, activationId: string) => {
  if (decision.outcome !== 'granted') throw problemOf(decision, activationId);
  return activationState(decision.seat, decision.standing, decision.limits);
};

export const registerActivations = (
  { route }: RoomContext,
  admission: Admission,
  activateWith: ActivateWith,
): void => {
  route(
    operations.createActivation,
    async ({ tenantId, body, request }) => {
      const decision = await activateWith(tenantId, body, { mode: 'online', ipAddress: request.ip });
      return grantedState(decision, '');
    },
    { tolerate: withCredentials },
  );

  route(operations.refreshActivation, async ({ tenantId, body, request }) => {
    const { activationId } = body;
    const entitlementId = await entitlementOf(admission, tenantId, activationId);
    const ask = { kind: 'refresh', entitlementId, activationId, ipAddress: request.ip } as const;
    return grantedState(await decided(admission, tenantId, ask), activationId);
  });

  route(operations.getActivation, async ({ tenantId, params: { activationId } }) => {
    const entitlementId = await entitlementOf(admission, tenantId, activationId);
    const found = await admission.activation(tenantId, entitlementId, activationId);
    if (!found) throw notFound('activation', activationId);
    return activationState(found.seat, found.standing, found.limits);
  });

  route(operations.deleteActivation, async ({ tenantId, author, params: { activationId }, request }) => {
    await takeSeatAway(admission, tenantId, { activationId, by: author.name, ipAddress: request.ip });
    return undefined;
  });
};

/** Releases a seat, whoever holds it; `by` is who does it, by name. Throws ApiProblem: 404. */
export const takeSeatAway = async (
  admission: Admission,
  tenantId: string,
  {
    activationId,
    by,
    ipAddress,
  }: { readonly activationId: string; readonly by: string; readonly ipAddress: string },
): Promise<void> => {
  const entitlementId = await entitlementOf(admission, tenantId, activationId);
  const ask = { kind: 'release', method: 'delete', entitlementId, activationId, by, ipAddress } as const;
  const decision = await decided(admission, tenantId, ask);
  if (decision.outcome !== 'released') throw problemOf(decision, activationId);
};

export const entitlementOf = async (admission: Admission, tenantId: string, activationId: string) => {
  const entitlementId = await admission.resolver.entitlementOf(tenantId, activationId);
  if (entitlementId === null) throw notFound('activation', activationId);
  return entitlementId;
};

export const decided = async (
  admission: Admission,
  tenantId: string,
  ask: Parameters<Admission['decide']>[1],
): Promise<Decision> => {
  const outcome = await admission.decide(tenantId, ask);
  if (outcome.kind !== 'decided') throw new Error(`a request without a key was ${outcome.kind}`);
  return outcome.decision;
};

/** The answer to a decision about a feature, with its status: what an idempotency key remembers. */
const featureAnswer = (decision: Decision, activationId: string, path: string): StoredAnswer => {
  if (decision.outcome === 'featureGranted') {
    const { feature, seat, standing, limits } = decision;
    return { status: 200, body: featureState(feature, seat, standing, limits) };
  }
  const problem = problemOf(decision, activationId);
  return { status: problem.status, body: problem.body(path) };
};

const keyLengthMax = 255;

const idempotencyFrom = (
  request: FastifyRequest,
  asked: FeatureRequest,
  path: string,
): Idempotency | undefined => {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || key === '' || key.length > keyLengthMax) {
    throw invalid('Idempotency-Key', `must have 1 to ${keyLengthMax} characters`);
  }
  const { kind, activationId, featureKey, amount } = asked;
  const requestHash = createHash('sha256')
    .update(JSON.stringify([kind, activationId, featureKey, String(amount)]))
    .digest('base64url');
  return {
    key,
    requestHash,
    answerOf: (decision) =>
      decision.outcome === 'featureGranted' || decision.outcome === 'denied'
        ? featureAnswer(decision, activationId, path)
        : null,
  };
};

export const registerFeatureUse = ({ route }: RoomContext, admission: Admission): void => {
  const use = async (
    tenantId: string,
    asked: Omit<FeatureRequest, 'entitlementId' | 'ipAddress'>,
    request: FastifyRequest,
    reply: FastifyReply,
  ) => {
    const { activationId } = asked;
    const entitlementId = await entitlementOf(admission, tenantId, activationId);
    const ask = { ...asked, entitlementId, ipAddress: request.ip };
    const path = request.url.split('?')[0] ?? request.url;
    const outcome = await admission.decide(tenantId, ask, idempotencyFrom(request, ask, path));
    if (outcome.kind === 'keyReused') {
      throw new ApiProblem('idempotencyKeyReused', 'Idempotency-Key: it belongs to another request.', {
        fields: [{ propertyName: 'Idempotency-Key', message: 'belongs to another request', code: 'reused' }],
      });
    }
    if (outcome.kind === 'stale') throw new Error('a request without candidates was stale');
    if (outcome.kind === 'decided') {
      const { decision } = outcome;
      if (decision.outcome !== 'featureGranted') throw problemOf(decision, activationId);
      return featureState(decision.feature, decision.seat, decision.standing, decision.limits);
    }
    const { status, body } = outcome.answer;
    reply.header('idempotent-replayed', 'true').code(status);
    if (status >= 400) reply.type('application/problem+json');
    reply.send(body);
    return undefined;
  };

  for (const operation of [operations.checkoutFeature, operations.checkoutFeatureLegacy]) {
    route(operation, ({ tenantId, params, body, request, reply }) =>
      use(
        tenantId,
        { kind: 'checkout', activationId: params.activationId, featureKey: body.key, amount: body.amount },
        request,
        reply,
      ),
    );
  }
  for (const operation of [operations.returnFeature, operations.returnFeatureLegacy]) {
    route(operation, ({ tenantId, params, body, request, reply }) =>
      use(
        tenantId,
        { kind: 'return', activationId: params.activationId, featureKey: body.key, amount: body.amount },
        request,
        reply,
      ),
    );
  }
};

const logModel = (row: LogRow) => {
  const onFeature = row.feature_key !== null;
  return {
    activationId: row.activation_id,
    seatId: row.seat_id,
    timestamp: row.at.toISOString(),
    operation: row.operation,
    leaseExpiry: row.lease_end?.toISOString() ?? null,
    location: { ipAddress: row.ip_address, countryCode: null, regionCode: null },
    seatsUsed: row.seats_used,
    overdraft: row.overdraft,
    attempts: row.attempts,
    bought: onFeature ? row.feature_bought : BigInt(row.bought),
    hardCap: onFeature ? row.feature_hard_cap : row.hard_cap,
    featureKey: row.feature_key,
    amount: row.amount,
    releasedBy: row.released_by,
  };
};

/** Empty text is no filter. */
const textOrNull = (text: string | undefined) => (text === undefined || text === '' ? null : text);
const dateOrNull = (text: string | undefined) => (text === undefined ? null : new Date(instantFrom(text)));

const amountFrom = (text: string | undefined): bigint => {
  const amount = BigInt(text ?? '1');
  if (amount < 1n || amount > 9223372036854775807n) {
    throw invalid('amount', 'must be from 1 to 9223372036854775807');
  }
  return amount;
};

export const registerSeatReads = ({ route, database, clock }: RoomContext, admission: Admission): void => {
  const productOrNotFound = async (tenantId: string, entitlementId: string) => {
    const productId = await productOf(database, tenantId, entitlementId);
    if (productId === null) throw notFound('entitlement', entitlementId);
    return productId;
  };

  route(operations.listEntitlementActivations, async ({ tenantId, params: { entitlementId }, query }) => {
    const productId = await productOrNotFound(tenantId, entitlementId);
    const page = pageAsked(query);
    const seatId = textOrNull(query.seatId);
    const { rows, total } = await listActivations(database, tenantId, entitlementId, seatId, page);
    const at = clock.now();
    const items = rows.map((row) => activationModel(seatFrom(row), { entitlementId, productId }, at));
    return pageReply(page, items, total);
  });

  route(operations.listEntitlementActivationLog, async ({ tenantId, params: { entitlementId }, query }) => {
    await productOrNotFound(tenantId, entitlementId);
    const page = pageAsked(query);
    const asked = {
      seatId: textOrNull(query.seatId),
      from: dateOrNull(query.dateFrom),
      to: dateOrNull(query.dateTo),
    };
    const { rows, total } = await listActivity(database, tenantId, entitlementId, asked, page);
    return pageReply(page, rows.map(logModel), total);
  });

  route(operations.getAvailability, async ({ tenantId, params: { entitlementId }, query }) => {
    const { key } = query;
    const asked =
      key === undefined
        ? ({ kind: 'seat', seatId: textOrNull(query.seatId) } as const)
        : ({ kind: 'feature', featureKey: key, amount: amountFrom(query.amount) } as const);
    const found = await admission.availability(tenantId, entitlementId, asked);
    if (found === 'noSuchEntitlement') throw notFound('entitlement', entitlementId);
    if (found === 'noSuchFeature') {
      throw invalid('key', `the entitlement has no feature "${key}"`, 'unknownReference');
    }
    return {
      granted: found.granted,
      reasons: [...found.reasons],
      limits: found.limits && limitsModel(found.limits),
      retryAt: found.retryAt === null ? null : new Date(found.retryAt).toISOString(),
    };
  });
};
