import { given, type Recipes, type World } from './world.ts';

/** Valid requests of the portal's operations, and of what the vendor sets up for it. */

const ofBought = async (w: World) => ({ params: { entitlementId: (await w.portal.bought()).entitlementId } });

const ofSeat = async (w: World) => {
  const sold = await w.portal.bought();
  const { body } = await sold.activate('seat-1');
  return { entitlementId: sold.entitlementId, activationId: body.id as string };
};

const ofUser = async (w: World) => ({
  params: { contactId: (await w.portal.invited('user')).contactId },
});

const ofMember = async (w: World) => {
  const { contactId } = await w.portal.invited('user');
  const { groupId: entitlementGroupId } = await w.portal.bought();
  return { params: { entitlementGroupId, contactId } };
};

/** The order lists the contact. */
const ofListed = async (w: World) => {
  const asked = await ofMember(w);
  const { entitlementGroupId, contactId } = asked.params;
  await w.create(`/entitlements/groups/${entitlementGroupId}/authorized-contacts`, { id: contactId });
  return asked;
};

const reads: Recipes = {
  getPortalOverview: (w) => given(w.portal.bought()),
  getPortalEntitlement: ofBought,
  getPortalUsageHistory: ofBought,
  listPortalOverdraftEpisodes: ofBought,
  getPortalDenials: ofBought,
  getPortalConcurrency: ofBought,
  getPortalCapacity: ofBought,
  listPortalSeats: async (w) => ({ params: { entitlementId: (await ofSeat(w)).entitlementId } }),
};

const people: Recipes = {
  listPortalGroups: (w) => given(ofListed(w)),
  listPortalCodes: (w) => given(w.portal.bought()),
  listPortalGroupMembers: async (w) => {
    const { entitlementGroupId } = (await ofListed(w)).params;
    return { params: { entitlementGroupId } };
  },
  addPortalGroupMember: ofMember,
  removePortalGroupMember: ofListed,
  listPortalUsers: (w) => given(w.portal.invited('user')),
  invitePortalUser: (w) => ({
    body: { email: `${w.named('new')}@example.com`, firstName: 'Nora', role: 'user' },
  }),
  updatePortalUser: async (w) => ({ ...(await ofUser(w)), body: { role: 'admin' } }),
  resendPortalInvitation: ofUser,
  removePortalUser: ofUser,
};

const vendor: Recipes = {
  inviteContactToPortal: async (w) => {
    const { customerId, contactId } = await w.contact();
    return { params: { customerId, contactId }, body: { role: 'admin' } };
  },
  getPortalHost: () => ({}),
  updatePortalHost: (w) => ({ body: { host: `${w.named('licences')}.example.com` } }),
  getPortalOpenIdSettings: () => ({}),
  updatePortalOpenIdSettings: () => ({
    body: { enabled: true, issuer: 'https://id.example.com', clientId: 'leeway' },
  }),
};

const ofFile = async (w: World) => ({ ...(await ofBought(w)), query: { format: 'csv' } });

const seatsAsked = async (w: World) => {
  const { entitlementId } = await w.portal.bought();
  const path = `/portal/api/v1/entitlements/${entitlementId}/seat-requests`;
  return (await w.portal.create(path, { seats: 5 })).id as string;
};

const ownThreshold = async (w: World) => ({
  ...{ entitlementId: (await w.portal.bought()).entitlementId, measure: 'percentOfBought', value: 80 },
  addresses: [w.portal.admin.email],
});

const ofOwnThreshold = async (w: World) => {
  const made = await w.portal.create('/portal/api/v1/thresholds', await ownThreshold(w));
  return { params: { thresholdId: made.id as string } };
};

/** What a customer's admins do themselves, and what the vendor makes of it. */
const acting: Recipes = {
  exportPortalUsage: ofFile,
  exportPortalSeats: ofFile,
  exportPortalDenials: ofFile,
  getOwnCap: ofBought,
  setOwnCap: async (w) => ({ ...(await ofBought(w)), body: { ownCap: 1 } }),
  requestSeats: async (w) => ({ ...(await ofBought(w)), body: { seats: 5, note: 'We hire.' } }),
  listOwnSeatRequests: (w) => given(seatsAsked(w)),
  listSeatRequests: (w) => given(seatsAsked(w)),
  exportSeatRequests: (w) => given(seatsAsked(w)),
  answerSeatRequest: async (w) => ({
    params: { seatRequestId: await seatsAsked(w) },
    body: { state: 'accepted', answer: 'It is done.' },
  }),
  releaseOwnSeat: async (w) => ({ params: { activationId: (await ofSeat(w)).activationId } }),
  listOwnThresholds: (w) => given(ofOwnThreshold(w)),
  createOwnThreshold: async (w) => ({ body: await ownThreshold(w) }),
  updateOwnThreshold: async (w) => ({ ...(await ofOwnThreshold(w)), body: await ownThreshold(w) }),
  deleteOwnThreshold: ofOwnThreshold,
};

export const portalRecipes: Recipes = { ...reads, ...people, ...vendor, ...acting };
