import type { Author } from '../../platform/author.ts';
import { ApiProblem } from '../../platform/http/problem.ts';
import { removeImportedRows } from '../admission/index.ts';
import { removeImportedLimits } from '../entitlements/index.ts';
import { deriveHistory, forgetHistory } from '../history/index.ts';
import type { ImportParts } from './import-usage.ts';
import { deleteImport, importsOf, lockImports, type UsageImport } from './store.ts';

export interface UndoAsked {
  readonly tenantId: string;
  readonly entitlementId: string;
  readonly author: Author;
}

export interface UndoOutcome {
  readonly undone: UsageImport;
  /** Imports that are left, oldest first. */
  readonly left: readonly UsageImport[];
}

/** Takes the last import of an entitlement back. Throws ApiProblem `notFound` when there is none. */
export const undoImport = async ({ database }: ImportParts, asked: UndoAsked): Promise<UndoOutcome> => {
  const { tenantId, entitlementId, author } = asked;
  const outcome = await database.transaction(author, async (tx) => {
    await lockImports(tx, tenantId, entitlementId);
    const made = await importsOf(tx, tenantId, entitlementId);
    const undone = made.at(-1);
    if (!undone)
      throw new ApiProblem('notFound', `Nothing was imported to the entitlement ${entitlementId}.`);
    const { usageImportId, rangeStart: start, rangeEnd: end, sequenceFirst, rowCount } = undone;
    await deleteImport(tx, tenantId, usageImportId);
    await removeImportedRows(tx, tenantId, entitlementId, { start, end, sequenceFirst, rowCount });
    await removeImportedLimits(tx, tenantId, entitlementId, sequenceFirst - 1n);
    await forgetHistory(tx, { tenantId, entitlementId });
    return { undone, left: made.slice(0, -1) };
  });
  await deriveHistory(database, { tenantId, entitlementId }, { waits: true });
  return outcome;
};
