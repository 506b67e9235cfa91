import { idempotencyHours } from '@leeway/contract';
import { denialWindowMs } from '@leeway/rules';
import { systemAuthor } from '../../platform/author.ts';
import type { BackgroundStep } from '../../platform/background-loop.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database.ts';
import type { Admission } from './admit.ts';
import { ensureLogPartitions, summarizeLog } from './log-partitions.ts';
import { dueEntitlements, forgetOld } from './store.ts';

/**
 * Timed work of the decision plane. None of it makes a decision right that would be wrong without it: an ended lease
 * stops counting at its instant whether or not anybody has recorded it.
 */

/** Entitlements settled in one round; the next round follows at once while there are more. */
const roundMax = 500;
const dayMs = 86_400_000;

/** Records ended leases and usage periods of entitlements that nobody asks anything of. */
const settleDue = async (admission: Admission, database: Database, clock: Clock, signal?: AbortSignal) => {
  for (;;) {
    const due = await dueEntitlements(database, clock.offsetMs, roundMax);
    await Promise.all(
      due.map(({ tenant_id, entitlement_id }) =>
        admission.decide(tenant_id, { kind: 'settle', entitlementId: entitlement_id }),
      ),
    );
    if (due.length < roundMax || signal?.aborted) return;
  }
};

export const admissionSteps = (admission: Admission, database: Database, clock: Clock): BackgroundStep[] => [
  {
    name: 'admission.settle',
    everyMs: 1_000,
    run: (signal) => settleDue(admission, database, clock, signal),
  },
  {
    name: 'admission.forget',
    everyMs: 60_000,
    run: () =>
      forgetOld(
        database,
        new Date(clock.now() - idempotencyHours * 3_600_000),
        new Date(clock.now() - denialWindowMs),
      ),
  },
  {
    name: 'admission.summarize',
    everyMs: 5_000,
    // A month's last rows are summed up in the next one.
    run: () => database.transaction(systemAuthor, (tx) => summarizeLog(tx, clock.now() - dayMs, clock.now())),
  },
  {
    name: 'admission.partitions',
    everyMs: 6 * 3_600_000,
    run: () =>
      database.transaction(systemAuthor, (tx) =>
        ensureLogPartitions(tx, clock.now() - dayMs, clock.now() + 62 * dayMs),
      ),
  },
];
