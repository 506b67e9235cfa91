import type { ActivationStateWithLimitsModel } from '@leeway/contract';
import { limitsInUse, limitsOf } from '@leeway/rules';

const seats = limitsOf(2_000_000_000n, { type: 'none', value: null });

const noPeriod = { currentUsagePeriodStart: null, nextUsagePeriodStart: null };
const thisMonth = {
  currentUsagePeriodStart: '2026-01-01T00:00:00.000Z',
  nextUsagePeriodStart: '2026-02-01T00:00:00.000Z',
};
const features: ActivationStateWithLimitsModel['features'] = [
  { key: 'export', type: 'bool', active: 1n, available: null, total: null, ...noPeriod },
  { key: 'projects', type: 'elementPool', active: 0n, available: 100n, total: 100n, ...noPeriod },
  { key: 'renders', type: 'usageCount', active: 0n, available: null, total: null, ...thisMonth },
];

/** An answer of the size and shape that Leeway gives for the product of this bench. */
export const fullReply = (seatId: string, used: bigint): ActivationStateWithLimitsModel => ({
  id: 'act_AAAAAAAAAAAAAAAAAAAAAA',
  activationMethod: 'activationCode',
  status: 'active',
  leaseExpiry: '2026-01-31T00:00:00.000Z',
  productId: 'prod_AAAAAAAAAAAAAAAAAAAAAA',
  entitlementId: 'ent_AAAAAAAAAAAAAAAAAAAAAA',
  seatId,
  seatName: null,
  username: null,
  activated: '2026-01-01T00:00:00.000Z',
  lastLease: '2026-01-01T00:00:00.000Z',
  deactivated: null,
  mode: 'online',
  entitlementExpiryDate: '2027-01-01T00:00:00.000Z',
  entitlementGracePeriodExpiry: '2027-01-15T00:00:00.000Z',
  entitlementStatus: 'active',
  entitlementConcurrencyMode: 'concurrent',
  hasMaintenance: false,
  maintenanceExpiryDate: null,
  attributes: [],
  features,
  limits: limitsInUse(seats, used),
});
