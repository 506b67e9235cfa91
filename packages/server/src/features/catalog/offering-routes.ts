import { operations } from '@leeway/contract';
import type { Queryable } from '../../platform/database.ts';
import { expandWords } from '../../platform/http/expand.ts';
import { pageAsked, pageReply } from '../../platform/http/paging.ts';
import { notFound, unknownReference } from '../../platform/http/problem.ts';
import { orDuplicate } from '../../platform/http/unique.ts';
import { newId } from '../../platform/ids.ts';
import type { RoomContext } from '../../platform/room.ts';
import { recordCustomFields } from './custom-fields.ts';
import type { CountSold } from './delete-from-catalogue.ts';
import { explainOverdraft } from './explain-overdraft.ts';
import { offeringColumns } from './list-columns.ts';
import { patchedOffering, replacedOffering } from './offering-settings.ts';
import {
  insertOffering,
  listOfferings,
  lockOffering,
  type Offering,
  type OfferingSettings,
  offeringsById,
  referencesExist,
  updateOffering,
} from './offerings-store.ts';

/** The offering with only the parts that were asked for. */
const offeringReply = ({ edition, plan, ...offering }: Offering, expand: ReadonlySet<string>) => ({
  ...offering,
  ...(expand.has('edition') ? { edition } : {}),
  ...(expand.has('plan') ? { plan } : {}),
});

const refuseUnknownReferences = async (db: Queryable, tenantId: string, settings: OfferingSettings) => {
  const known = await referencesExist(db, tenantId, settings);
  if (!known.edition) throw unknownReference('editionId', 'edition', settings.editionId);
  if (!known.plan) throw unknownReference('planId', 'plan', settings.planId);
};

// Sold entitlements hold copies (rule 6), so an edit here makes no new catalogue version.
export const registerOfferings = (
  { route, database, clock, sendList }: RoomContext,
  countSold: CountSold,
): void => {
  route(operations.createOffering, async ({ tenantId, author, body }) => {
    const at = clock.now();
    const offeringId = newId('off', at);
    const settings = replacedOffering(body);
    const creation = database.transaction(author, async (tx) => {
      await refuseUnknownReferences(tx, tenantId, settings);
      await recordCustomFields(tx, tenantId, { type: 'offering', id: offeringId }, settings.customFields);
      await insertOffering(tx, tenantId, offeringId, settings, at);
    });
    await orDuplicate('sku', settings.sku, creation);
    return { id: offeringId, ...settings };
  });

  route(operations.explainOverdraftLimit, ({ body }) => explainOverdraft(body));

  route(operations.listOfferings, async ({ tenantId, query }) => {
    const page = pageAsked(query);
    const expand = expandWords(query.expand);
    const { items, total } = await listOfferings(database, tenantId, query, page);
    return pageReply(
      page,
      items.map((offering) => offeringReply(offering, expand)),
      total,
    );
  });

  route(operations.exportOfferings, (asked) =>
    sendList(asked, {
      ...{ title: 'Offerings', columns: offeringColumns },
      read: async (db, page) => {
        const { items, total } = await listOfferings(db, asked.tenantId, asked.query, page);
        return { items, elementsTotal: total };
      },
    }),
  );

  route(operations.getOffering, async ({ tenantId, params: { offeringId }, query }) => {
    const expand = expandWords(query.expand);
    const offering = (await offeringsById(database, tenantId, [offeringId])).get(offeringId);
    if (!offering) throw notFound('offering', offeringId);
    const reply = offeringReply(offering, expand);
    if (!expand.has('stats')) return reply;
    return {
      ...reply,
      stats: { entitlementsCount: await countSold(database, tenantId, { offeringId }) },
    };
  });

  route(operations.updateOffering, async ({ tenantId, author, params: { offeringId }, body }) => {
    const settings = replacedOffering(body);
    const update = database.transaction(author, async (tx) => {
      if (!(await lockOffering(tx, tenantId, offeringId))) throw notFound('offering', offeringId);
      await refuseUnknownReferences(tx, tenantId, settings);
      await recordCustomFields(tx, tenantId, { type: 'offering', id: offeringId }, settings.customFields);
      await updateOffering(tx, tenantId, offeringId, settings);
    });
    await orDuplicate('sku', settings.sku, update);
    return undefined;
  });

  route(operations.patchOffering, async ({ tenantId, author, params: { offeringId }, body }) => {
    const patch = database.transaction(author, async (tx) => {
      const current = await lockOffering(tx, tenantId, offeringId);
      if (!current) throw notFound('offering', offeringId);
      const settings = patchedOffering(current, body);
      await refuseUnknownReferences(tx, tenantId, settings);
      const { customFields } = body;
      if (customFields)
        await recordCustomFields(tx, tenantId, { type: 'offering', id: offeringId }, customFields);
      await updateOffering(tx, tenantId, offeringId, settings);
    });
    await orDuplicate('sku', body.sku?.trim() ?? '', patch);
    return undefined;
  });
};
