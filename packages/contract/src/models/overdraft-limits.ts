import { type Static, Type } from 'typebox';
import { explainedCountsMax } from '../limits.ts';
import { Int64, Nullable, Reply, Request, Words } from '../schema.ts';
import { OverdraftLimitApiRequest, OverdraftLimitModel } from './shared.ts';

/** Ours, not the contract's: what an overdraft limit means in numbers, before it is saved anywhere (rules 1 and 2). */

export const ExplainOverdraftLimitApiRequest = Request({
  overdraftLimit: OverdraftLimitApiRequest,
  /** Of an entitlement's seats, or of a feature's units: they have other largest numbers. */
  of: Words(['seats', 'units']),
  /** What it is explained for: seats or units bought. */
  bought: Type.Array(Int64({ minimum: 0, maximum: 9007199254740990n }), {
    minItems: 1,
    maxItems: explainedCountsMax,
  }),
});
export type ExplainOverdraftLimitApiRequest = Static<typeof ExplainOverdraftLimitApiRequest>;

const ExplainedLimitModel = Reply({
  bought: Int64({ minimum: 0 }),
  /** Null, as the two below: no bound. */
  allowance: Nullable(Int64({ minimum: 0 })),
  hardCap: Nullable(Int64({ minimum: 0 })),
  /** The number of the first seat or unit that is refused. */
  firstDenied: Nullable(Int64({ minimum: 1 })),
});

export const OverdraftLimitExplainedModel = Reply({
  overdraftLimit: OverdraftLimitModel,
  /** In the order asked. */
  items: Type.Array(ExplainedLimitModel),
});
export type OverdraftLimitExplainedModel = Static<typeof OverdraftLimitExplainedModel>;
