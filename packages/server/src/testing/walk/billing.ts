import { newId } from '../../platform/ids.ts';
import type { Recipes, World } from './world.ts';

/** Valid requests of the operations on insight, rates and statements. */

const price = { kind: 'peakOverdraftUnit', amount: 1000, currency: 'EUR' };

const ofRate = async (w: World) => {
  const { entitlementId } = await w.sell();
  return { params: { rateId: (await w.create('/rates', { ...price, entitlementId })).id as string } };
};

const ofCustomer = async (w: World) => ({
  params: { customerId: (await w.create('/customers', { name: w.named('Customer') })).id as string },
});

const insertSql = `
  with statement as (
    insert into statements (
      tenant_id, statement_id, customer_id, period_start, period_end, time_zone, correction, closed_at
    )
    values ($1, $2, $3, '2025-01-01Z', '2025-02-01Z', 'UTC', 0, '2025-02-01Z')
    returning tenant_id, statement_id
  )
  insert into statement_lines (
    tenant_id, statement_id, line_id, entitlement_id, sku, offering_id, offering_name, product_id, sequence_read,
    bought, peak, p99, used_ms, held_ms, overdraft_ms, overdraft_peak, overdraft_p99, overdraft_unit_ms
  )
  select tenant_id, statement_id, $4, $5, 'SKU', $6, 'Offering', $7, 100, 2, 1, 1, 60000, 60000, 0, 0, 0, 0
  from statement`;

/** One of a month that is long over. */
const ofStatement = async (w: World) => {
  const { database, clock, tenantId } = w.leeway;
  const { customerId } = (await ofCustomer(w)).params;
  const { entitlementId, offeringId, productId } = await w.sell();
  const statementId = newId('stm', clock.now());
  const lineId = newId('line', clock.now());
  await database.query(insertSql, [
    ...[tenantId, statementId, customerId, lineId, entitlementId, offeringId, productId],
  ]);
  return { params: { statementId }, lineId };
};

const statementAsked = async (w: World) => ({ params: (await ofStatement(w)).params });

export const billingRecipes: Recipes = {
  listRates: () => ({}),
  exportRates: () => ({ query: { format: 'xlsx' } }),
  createRate: async (w) => ({ body: { ...price, offeringId: (await w.sell()).offeringId } }),
  getRate: ofRate,
  updateRate: async (w) => ({ ...(await ofRate(w)), body: { ...price, validFrom: '2026-01-01T00:00:00Z' } }),
  deleteRate: ofRate,
  getBillingSettings: () => ({}),
  updateBillingSettings: () => ({ body: { billingPeriodLength: 'month' } }),
  listStatements: async (w) => {
    await ofStatement(w);
    return {};
  },
  exportStatements: () => ({ query: { status: 'final' } }),
  getStatementDraft: ofCustomer,
  getStatement: statementAsked,
  exportStatement: statementAsked,
  exportStatementFocus: statementAsked,
  listStatementFacts: async (w) => {
    const { params, lineId } = await ofStatement(w);
    return { params: { ...params, lineId } };
  },
  getRenewalInsight: async (w) => ({ params: { entitlementId: (await w.sell()).entitlementId } }),
  getCustomerRenewalInsight: ofCustomer,
  askWhatIf: async (w) => ({
    params: { entitlementId: (await w.sell()).entitlementId },
    body: { seatCount: 10, overdraftSeatLimit: { type: 'percentage', value: 20 } },
  }),
  getInsightSettings: () => ({}),
  updateInsightSettings: () => ({ body: { historyDaysMin: 30 } }),
  listDashboardOverdrafts: () => ({}),
  listEntitlementsInOverdraft: () => ({}),
  getDashboardSummary: () => ({}),
  listDashboardDenials: () => ({ query: { sort: 'latest' } }),
  exportDashboardDenials: () => ({ query: { sort: 'latest' } }),
  listDashboardRenewals: () => ({ query: { days: '365' } }),
  exportDashboardRenewals: () => ({ query: { days: '365' } }),
  getDashboardUtilisation: () => ({}),
  listOpportunities: () => ({ query: { kind: 'risk' } }),
  exportOpportunities: () => ({ query: { kind: 'risk' } }),
};
