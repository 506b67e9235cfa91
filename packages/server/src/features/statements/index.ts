import type { RoomContext } from '../../platform/room.ts';
import type { ClosingDeps } from './close-periods.ts';
import { registerRates } from './rate-routes.ts';
import { registerStatementReads } from './routes.ts';
import { statementSteps } from './worker.ts';

export { type BillingCalendar, billingCalendar } from './billing-settings-store.ts';
export { checkCurrency } from './rate-routes.ts';
export { ratesFor } from './rates-store.ts';
export { soldTo } from './sold-store.ts';

/** The door of usage statements (rule 40): what overdraft costs, and what each billing period came to. */
export const registerStatements = (context: RoomContext, { settle }: Pick<ClosingDeps, 'settle'>): void => {
  const { database, clock, background } = context;
  registerRates(context);
  registerStatementReads(context, settle);
  for (const step of statementSteps({ database, clock, settle })) background.add(step);
};
