import { given, type Recipes, type World } from './world.ts';

/** Valid requests of what is done with entitlements, their groups and their seats. */

const ofGroup = async (w: World) => ({ params: { entitlementGroupId: (await w.sell()).groupId } });
const licenseFile = { name: 'license.txt', content: 'A licence.' };

const withContact = async (w: World) => {
  const { customerId, contactId } = await w.contact();
  const { groupId } = await w.sell();
  await w.create(`PATCH /entitlements/groups/${groupId}`, { customerId });
  return { params: { entitlementGroupId: groupId }, contactId };
};

const withAuthorized = async (w: World) => {
  const { params, contactId } = await withContact(w);
  const path = `/entitlements/groups/${params.entitlementGroupId}/authorized-contacts`;
  await w.create(path, { id: contactId });
  return { params: { ...params, contactId } };
};

const withLicenseFile = async (w: World) => {
  const asked = await ofGroup(w);
  const path = '/api/v1/entitlements/groups/{entitlementGroupId}/license-file';
  const { status } = await w.asTenant('POST', path, { ...asked, file: licenseFile });
  if (status !== 204) throw new Error(`the licence file: ${status}`);
  return asked;
};

const groups: Recipes = {
  createEntitlementGroup: async (w) => ({
    body: { skus: [(await w.offering()).sku], customerId: await w.customer(), orderRefId: 'PO-1' },
  }),
  listEntitlementGroups: (w) => given(w.sell(), { query: { expand: 'customer,entitlements' } }),
  findEntitlementGroup: async (w) => {
    const { code, productId } = await w.sell();
    return { body: { activationCode: code, productId } };
  },
  getEntitlementGroup: async (w) => ({ ...(await ofGroup(w)), query: { expand: 'customer,entitlements' } }),
  updateEntitlementGroup: async (w) => ({
    ...(await ofGroup(w)),
    body: { customerId: await w.customer(), orderRefId: 'PO-2' },
  }),
  addActivationCodes: async (w) => ({
    ...(await ofGroup(w)),
    body: { activationCodes: [w.named('CODE')] },
  }),
  generateActivationCodes: async (w) => ({ ...(await ofGroup(w)), body: { count: 3 } }),
  removeActivationCodes: async (w) => {
    const { groupId, code } = await w.sell();
    return { params: { entitlementGroupId: groupId }, body: { activationCodes: [code] } };
  },
  assignAuthorizedContact: async (w) => {
    const { params, contactId } = await withContact(w);
    return { params, body: { id: contactId } };
  },
  listAuthorizedContacts: async (w) => {
    const { entitlementGroupId } = (await withAuthorized(w)).params;
    return { params: { entitlementGroupId } };
  },
  removeAuthorizedContact: withAuthorized,
  extendEntitlementGroup: async (w) => ({
    ...(await ofGroup(w)),
    body: { skus: [(await w.offering()).sku] },
  }),
  setLicenseFile: async (w) => ({ ...(await ofGroup(w)), file: licenseFile }),
  getLicenseFile: withLicenseFile,
  removeLicenseFile: withLicenseFile,
};

const ofEntitlement = async (w: World) => ({ params: { entitlementId: (await w.sell()).entitlementId } });
const withSeat = async (w: World) => ({ params: { entitlementId: (await w.sellWithSeat()).entitlementId } });
const everything =
  'features,attributes,plan,product,edition,offering,customer,actions,editInfo,exportInfo,group';

const ofNote = async (w: World) => {
  const { params } = await ofEntitlement(w);
  const { id } = await w.create(`/entitlements/${params.entitlementId}/notes`, { note: 'Called.' });
  return { params: { ...params, noteId: id as string } };
};

const entitlements: Recipes = {
  listEntitlements: (w) => given(w.sell(), { query: { expand: 'entitlementGroup,customer,product' } }),
  createEntitlementLegacy: async (w) => ({ body: { sku: (await w.offering()).sku } }),
  getEntitlement: async (w) => ({ ...(await withSeat(w)), query: { expand: everything } }),
  updateEntitlement: async (w) => ({ ...(await ofEntitlement(w)), body: { seatCount: 7 } }),
  updateEntitlementLegacy: async (w) => ({
    ...(await ofEntitlement(w)),
    body: { overdraftSeatLimit: { type: 'absolute', value: 2 } },
  }),
  activateEntitlement: async (w) => ({
    params: { entitlementId: (await w.sell({ licenseStartType: 'manualActivation' })).entitlementId },
  }),
  listEntitlementActivations: withSeat,
  listEntitlementActivationLog: withSeat,
  changeEntitlementOffering: async (w) => {
    const { entitlementId, editionId, planId } = await w.sell();
    const other = {
      ...{ name: w.named('Offering'), sku: w.named('SKU'), editionId, planId },
      ...{ seatCount: 200, concurrencyMode: 'concurrent' },
    };
    return { params: { entitlementId }, body: { offeringId: (await w.create('/offerings', other)).id } };
  },
  disableEntitlement: ofEntitlement,
  enableEntitlement: async (w) => {
    const asked = await ofEntitlement(w);
    await w.create(`PATCH /entitlements/${asked.params.entitlementId}/disable`);
    return asked;
  },
  resetEntitlementFeatureUsage: async (w) => {
    const features = [{ key: 'renders', type: 'usageCount', value: 10 }] as const;
    const { entitlementId, productId } = await w.sell({ features });
    const { items } = await w.create(`GET /products/${productId}/features`);
    return { params: { entitlementId, featureId: items[0].id } };
  },
  provisionEntitlement: ofEntitlement,
  clearEntitlementProvision: async (w) => {
    const asked = await ofEntitlement(w);
    await w.create(`/entitlements/${asked.params.entitlementId}/provision`);
    return asked;
  },
  renewEntitlement: ofEntitlement,
  deleteEntitlement: ofEntitlement,
  resetEntitlementOverrides: async (w) => {
    const asked = await ofEntitlement(w);
    await w.create(`PATCH /entitlements/${asked.params.entitlementId}`, { seatCount: 7 });
    return { ...asked, body: { resetSeatCount: true } };
  },
  createEntitlementNote: async (w) => ({ ...(await ofEntitlement(w)), body: { note: 'Renewed by phone.' } }),
  listEntitlementNotes: async (w) => {
    const asked = await ofEntitlement(w);
    await w.create(`/entitlements/${asked.params.entitlementId}/notes`, { note: 'Called.' });
    return asked;
  },
  getEntitlementNote: ofNote,
  updateEntitlementNote: async (w) => ({ ...(await ofNote(w)), body: { note: 'Renewed by mail.' } }),
  deleteEntitlementNote: ofNote,
};

const ofActivation = async (w: World) => ({
  params: { activationId: (await w.sellWithSeat()).activationId },
});

const activations: Recipes = {
  createActivation: async (w) => {
    const { productId, code } = await w.sell();
    const activationCredentials = { type: 'activationCode', code };
    return { body: { productId, activationCredentials, seatId: 'seat-1', seatName: 'Desk 1' } };
  },
  refreshActivation: async (w) => ({ body: { activationId: (await w.sellWithSeat()).activationId } }),
  getActivation: ofActivation,
  deleteActivation: ofActivation,
  checkoutFeature: async (w) => ({ ...(await ofActivation(w)), body: { key: 'cores', amount: 3 } }),
  returnFeature: async (w) => {
    const sold = await w.sellWithSeat();
    await sold.checkout(sold.activationId, 'cores', 3);
    return { params: { activationId: sold.activationId }, body: { key: 'cores', amount: 2 } };
  },
};

export const entitlementRecipes: Recipes = { ...groups, ...entitlements, ...activations };
