import type {
  OverdraftEffectModel,
  OverdraftPreviewModel,
  PreviewOfferingOverdraftApiRequest,
} from '@leeway/contract';
import { type Limits, limitsInUse, type OverdraftLimit, overdraftTotals } from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';
import { type PageAsked, pageReply } from '../../platform/http/paging.ts';
import { notFound } from '../../platform/http/problem.ts';
import { offeringOverdraft } from '../catalog/index.ts';
import { customersById } from '../customers/index.ts';
import { askedOverdraft, overdraftEffects, revisionOf, type SoldEffect } from './overdraft-plan.ts';
import { soldOf } from './overdraft-store.ts';

/** Rule 9, the preview: what applying would alter, and nothing changed. */

export interface OverdraftPreview {
  readonly offeringId: string;
  readonly body: PreviewOfferingOverdraftApiRequest;
  readonly page: PageAsked;
  /** The instant of the use that is told, epoch ms. */
  readonly at: number;
}

export const totalsModel = (effects: readonly SoldEffect[], entitlements: number) => ({
  entitlements,
  unchanged: entitlements - effects.length,
  ...overdraftTotals(effects),
});

const effectModels = async (
  db: Queryable,
  tenantId: string,
  effects: readonly SoldEffect[],
  overdraft: OverdraftLimit,
): Promise<OverdraftEffectModel[]> => {
  const customerIds = new Set(effects.flatMap(({ sold }) => sold.customerId ?? []));
  const customers = await customersById(db, tenantId, [...customerIds]);
  const standing = (limit: OverdraftLimit, limits: Limits, used: bigint) => ({
    overdraftSeatLimit: limit,
    limits: limitsInUse(limits, used),
  });
  return effects.map(({ sold, before, after, leftOut, belowUsage }) => ({
    id: sold.entitlementId,
    entitlementGroupId: sold.entitlementGroupId,
    customerId: sold.customerId,
    customerName: sold.customerId === null ? null : (customers.get(sold.customerId)?.name ?? null),
    edited: sold.edited,
    leftOut,
    belowUsage,
    before: standing(sold.overdraft, before, sold.used),
    after: standing(overdraft, after, sold.used),
  }));
};

/** 404 when there is no such offering; 422 naming a field. */
export const previewOverdraft = async (
  db: Queryable,
  tenantId: string,
  { offeringId, body, page, at }: OverdraftPreview,
): Promise<OverdraftPreviewModel> => {
  const offering = await offeringOverdraft(db, tenantId, offeringId);
  if (!offering) throw notFound('offering', offeringId);
  const overdraft = askedOverdraft(body, offering);
  const sold = await soldOf(db, tenantId, offeringId, at);
  const effects = overdraftEffects(sold, overdraft, body.includeEdited ?? []);
  const shown = effects.slice(page.offset, page.offset + page.pageSize);
  return {
    offeringId,
    before: offering.overdraft,
    after: overdraft,
    revision: revisionOf(overdraft, effects),
    totals: totalsModel(effects, sold.length),
    ...pageReply(page, await effectModels(db, tenantId, shown, overdraft), effects.length),
  };
};
