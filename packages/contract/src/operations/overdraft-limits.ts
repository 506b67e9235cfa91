import { ExplainOverdraftLimitApiRequest, OverdraftLimitExplainedModel } from '../models/overdraft-limits.ts';
import { operation } from '../operation.ts';

/** Ours, not the contract's. */

export const explainOverdraftLimit = operation(
  'explainOverdraftLimit',
  'POST /api/v1/overdraft-limits/explain',
  {
    tag: 'offerings',
    summary:
      'Tells what an overdraft limit means for so many bought: how many more, and which one is denied.',
    scopes: ['products:read', 'products:admin', 'entitlements:read', 'entitlements:admin'],
    body: ExplainOverdraftLimitApiRequest,
    success: { status: 200, reply: OverdraftLimitExplainedModel },
  },
);
