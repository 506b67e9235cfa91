import { operations, type ThresholdApiRequest, thresholdsMax } from '@leeway/contract';
import { limitsInUse, thresholdLevel } from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';
import { pageAsked, pageReply } from '../../platform/http/paging.ts';
import { ApiProblem, invalid, notFound, unknownReference } from '../../platform/http/problem.ts';
import { newId } from '../../platform/ids.ts';
import type { RoomContext } from '../../platform/room.ts';
import { openFeed } from './feed-store.ts';
import { thresholdColumns } from './list-columns.ts';
import { addressesOf, entitlementsOf, metersOf, soldById } from './sold-meters.ts';
import {
  deleteThreshold,
  findThreshold,
  insertThreshold,
  pageOfThresholds,
  type ThresholdSettings,
  thresholdModel,
  updateThreshold,
} from './thresholds-store.ts';

/** Thresholds of use: set, and tried without telling anybody. */

/** Entitlements a trial looks at. */
const trialMax = 200;

/** Without whom nobody would get the mail. */
const mailFrom = (mail: ThresholdApiRequest['mail']): ThresholdSettings['mail'] => {
  if (!mail) return null;
  const { toOwners = false, toContacts = false, addresses = [] } = mail;
  if (!toOwners && !toContacts && addresses.length === 0) {
    throw invalid('mail', 'must name somebody: toOwners, toContacts or addresses');
  }
  return { toOwners, toContacts, addresses };
};

const settingsFrom = (body: ThresholdApiRequest): ThresholdSettings => {
  const { offeringId = null, entitlementId = null, featureKey = null, measure, value } = body;
  if (offeringId !== null && entitlementId !== null) {
    throw invalid('entitlementId', 'must not be given together with offeringId');
  }
  const quietHours = body.quietHours ?? null;
  return { offeringId, entitlementId, featureKey, measure, value, mail: mailFrom(body.mail), quietHours };
};

const orUnknown = async <Result>(settings: ThresholdSettings, work: Promise<Result>): Promise<Result> => {
  try {
    return await work;
  } catch (error) {
    const { code, constraint = '' } = error as { code?: string; constraint?: string };
    if (code !== '23503') throw error;
    if (constraint.includes('offering'))
      throw unknownReference('offeringId', 'offering', settings.offeringId ?? '');
    if (constraint.includes('entitlement'))
      throw unknownReference('entitlementId', 'entitlement', settings.entitlementId ?? '');
    throw error;
  }
};

const none = (id: string) => notFound('threshold', id);

/** Why the vendor cannot change it: there is none, or it is a customer's. */
const notOurs = async (db: Queryable, tenantId: string, id: string): Promise<ApiProblem> =>
  (await findThreshold(db, tenantId, id))
    ? new ApiProblem('conflict', `${id} is the customer's own; only the customer changes it.`)
    : none(id);

export const registerThresholds = (context: RoomContext): void => {
  const { route, database, clock, sendList } = context;

  route(operations.createThreshold, async ({ tenantId, author, body }) => {
    const at = clock.now();
    const settings = settingsFrom(body);
    const threshold = {
      thresholdId: newId('thr', at),
      customerId: null,
      createdAt: new Date(at),
      ...settings,
    };
    const creation = database.transaction(author, async (tx) => {
      await openFeed(tx, tenantId);
      return insertThreshold(tx, tenantId, threshold, thresholdsMax);
    });
    if (!(await orUnknown(settings, creation))) {
      throw new ApiProblem('conflict', `A tenant has at most ${thresholdsMax} thresholds.`);
    }
    return thresholdModel(threshold);
  });

  route(operations.listThresholds, async ({ tenantId, query }) => {
    const page = pageAsked(query);
    const { rows, total } = await pageOfThresholds(database, tenantId, query, page);
    return pageReply(page, rows.map(thresholdModel), total);
  });

  route(operations.exportThresholds, (asked) =>
    sendList(asked, {
      ...{ title: 'Thresholds', columns: thresholdColumns },
      read: async (db, page) => {
        const { rows, total } = await pageOfThresholds(db, asked.tenantId, asked.query, page);
        return { items: rows.map(thresholdModel), elementsTotal: total };
      },
    }),
  );

  route(operations.getThreshold, async ({ tenantId, params: { thresholdId } }) => {
    const threshold = await findThreshold(database, tenantId, thresholdId);
    if (!threshold) throw none(thresholdId);
    return thresholdModel(threshold);
  });

  route(operations.updateThreshold, async ({ tenantId, author, params: { thresholdId }, body }) => {
    const settings = settingsFrom(body);
    const update = database.transaction(author, (tx) => updateThreshold(tx, tenantId, thresholdId, settings));
    if (!(await orUnknown(settings, update))) throw await notOurs(database, tenantId, thresholdId);
    return undefined;
  });

  route(operations.deleteThreshold, async ({ tenantId, author, params: { thresholdId } }) => {
    const isDeleted = await database.transaction(author, (tx) => deleteThreshold(tx, tenantId, thresholdId));
    if (!isDeleted) throw await notOurs(database, tenantId, thresholdId);
    return undefined;
  });

  registerTrial(context);
};

const registerTrial = ({ route, database, clock }: RoomContext): void => {
  route(operations.tryThreshold, async ({ tenantId, body }) => {
    const settings = settingsFrom(body);
    const threshold = { thresholdId: 'trial', ...settings };
    const ids = await entitlementsOf(database, tenantId, settings, trialMax);
    const sold = await soldById(database, tenantId, ids);
    const items = [];
    for (const about of sold.values()) {
      const meters = await metersOf(database, tenantId, about.entitlementId, clock.now());
      const meter = meters.find(({ featureKey }) => featureKey === settings.featureKey);
      if (!meter) continue;
      const level = thresholdLevel(threshold, meter.limits);
      const recipients = settings.mail ? await addressesOf(database, tenantId, about, settings.mail) : [];
      items.push({
        entitlementId: about.entitlementId,
        limits: limitsInUse(meter.limits, meter.used),
        level,
        crossed: level !== null && meter.used >= level,
        recipients,
      });
    }
    return { items, elementsTotal: items.length };
  });
};
