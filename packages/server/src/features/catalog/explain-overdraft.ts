import type { ExplainOverdraftLimitApiRequest, OverdraftLimitExplainedModel } from '@leeway/contract';
import { firstDenied, limitsOf, seatsMax, unitsMax } from '@leeway/rules';
import { invalid } from '../../platform/http/problem.ts';
import { overdraftFrom } from './terms.ts';

/** What a limit means for so many bought (rules 1 and 2). 422 when it could not be saved for one of them. */
export const explainOverdraft = (body: ExplainOverdraftLimitApiRequest): OverdraftLimitExplainedModel => {
  const hardCapMax = body.of === 'seats' ? seatsMax : unitsMax;
  const counts = body.bought.map((bought) => BigInt(bought));
  for (const [index, bought] of counts.entries())
    if (bought > hardCapMax) throw invalid(`bought.${index}`, `must be ${hardCapMax} or less`);
  // The largest one meets a bound first.
  const largest = counts.reduce((most, bought) => (bought > most ? bought : most), 0n);
  const overdraftLimit = overdraftFrom('overdraftLimit', body.overdraftLimit, largest, hardCapMax);
  const items = counts.map((bought) => {
    const limits = limitsOf(bought, overdraftLimit);
    const { allowance, hardCap } = limits;
    return { bought, allowance, hardCap, firstDenied: firstDenied(limits) };
  });
  return { overdraftLimit, items };
};
