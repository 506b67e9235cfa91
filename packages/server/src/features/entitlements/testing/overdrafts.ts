import type { CheckedApi } from '../../../testing/checked-api.ts';
import type { Answer, Leeway } from '../../../testing/leeway.ts';
import type { Shop } from '../../../testing/shop.ts';

/** What tests of an offering's overdraft, applied to what was sold of it, share. */

export const none = { type: 'none', value: null };
export const absolute = (value: number) => ({ type: 'absolute', value });
export const percentage = (value: number) => ({ type: 'percentage', value });

export const overdraftsOf = (leeway: Leeway, api: CheckedApi, shop: Shop) => {
  /** An offering and entitlements sold of it, oldest first, each in an order of its own. */
  const sellMany = async (count: number, asked: object = {}, plan: object = {}) => {
    const sku = await shop.offer(asked, plan);
    const [offering] = await leeway.database.query<{ offering_id: string }>(
      'select offering_id from offerings where sku = $1',
      [sku],
    );
    const sold: { entitlementId: string; code: string; groupId: string }[] = [];
    for (let index = 0; index < count; index += 1) {
      const { body } = await shop.order({ skus: [sku] });
      sold.push({ entitlementId: body.entitlements[0].id, code: body.activationCodes[0], groupId: body.id });
    }
    const [first = { entitlementId: '', code: '', groupId: '' }] = sold;
    const ids = sold.map((one) => one.entitlementId);
    return { offeringId: offering?.offering_id ?? '', sku, sold, first, ids };
  };

  const preview = (offeringId: string, body: object = {}, query = '') =>
    api('previewOfferingOverdraft', `POST /api/v1/offerings/${offeringId}/overdraft/preview${query}`, body);
  const apply = (offeringId: string, body: object = {}): Promise<Answer> =>
    api('applyOfferingOverdraft', `POST /api/v1/offerings/${offeringId}/overdraft/apply`, body);

  const limitOf = async (entitlementId: string) => (await shop.read(entitlementId)).overdraftSeatLimit;
  const offeringOf = async (offeringId: string) =>
    (await api('getOffering', `GET /api/v1/offerings/${offeringId}`)).body;
  const patchOffering = (offeringId: string, body: object) =>
    api('patchOffering', `PATCH /api/v1/offerings/${offeringId}`, body);
  const changesOf = (entitlementId: string) =>
    leeway.database.query<{ sequence: bigint; bought: number; hard_cap: bigint | null }>(
      'select sequence, bought, hard_cap from limit_changes where entitlement_id = $1 order by sequence',
      [entitlementId],
    );
  /** Of an entitlement's moving part. */
  const versionOf = async (entitlementId: string) => {
    const [state] = await leeway.database.query<{ version: bigint; sequence: bigint }>(
      'select version, sequence from entitlement_states where entitlement_id = $1',
      [entitlementId],
    );
    if (!state) throw new Error('no such entitlement');
    return state;
  };
  return { sellMany, preview, apply, limitOf, offeringOf, patchOffering, changesOf, versionOf };
};

export type Overdrafts = ReturnType<typeof overdraftsOf>;
