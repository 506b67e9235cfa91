import type { Command } from 'commander';
import {
  everyEntitlement,
  foldSums,
  type RebuiltHistory,
  rebuildHistory,
  rebuildSums,
} from '../features/history/index.ts';
import { findTenant, listTenants } from '../features/identity/index.ts';
import type { Database } from '../platform/database.ts';
import { CommandError, does, exitCodes, type Run, withStorage } from './run.ts';

interface RebuildOptions {
  readonly verify?: true;
  readonly tenant?: string;
}

const tenantIdOf = async (database: Database, named: string): Promise<string> => {
  const tenant = await findTenant({ database }, named);
  if (!tenant) throw new CommandError(`There is no tenant ${named}. See "leeway tenant list".`);
  return tenant.tenantId;
};

/** Differing entitlements that are told one by one. */
const shownMax = 20;

/** Each entitlement derived anew changes the sums of its tenant: they are kept short meanwhile. */
const entitlementsPerFold = 500;

const compareTotals = async (database: Database, named: string | null, onlyCompares: boolean) => {
  const tenants = await listTenants({ database });
  let differing = 0;
  for (const { tenantId } of tenants) {
    if (named !== null && named !== tenantId) continue;
    differing += await rebuildSums(database, tenantId, onlyCompares);
    if (!onlyCompares) await foldSums(database, tenantId);
  }
  return differing;
};

const totalsLine = (differing: number, onlyCompares: boolean): string =>
  onlyCompares
    ? `The sums over entitlements are compared with their hours; ${differing} differ.`
    : `The sums over entitlements are what their hours give; ${differing} were different before.`;

const rebuild = (run: Run, { verify, tenant }: RebuildOptions) =>
  withStorage(run, async ({ database }) => {
    const onlyCompares = verify === true;
    const tenantId = tenant === undefined ? null : await tenantIdOf(database, tenant);
    let entitlements = 0;
    const differing: RebuiltHistory[] = [];
    for await (const key of everyEntitlement(database, tenantId)) {
      const rebuilt = await rebuildHistory(database, key, onlyCompares);
      entitlements += 1;
      if (rebuilt.differs.length > 0) differing.push(rebuilt);
      if (!onlyCompares && entitlements % entitlementsPerFold === 0) await foldSums(database, key.tenantId);
    }
    const differingSums = await compareTotals(database, tenantId, onlyCompares);
    const hasFailed = onlyCompares && differing.length + differingSums > 0;
    const lines = differing
      .slice(0, shownMax)
      .map(({ entitlementId, differs }) => `${entitlementId}: ${differs.join(', ')}`);
    const said = onlyCompares
      ? `${entitlements} entitlements are compared with their log; ${differing.length} differ.`
      : `The history of ${entitlements} entitlements is derived anew; ${differing.length} were different before.`;
    const next = 'Next: leeway history rebuild';
    run.print({ entitlements, differing, differingSums }, [
      ...lines,
      said,
      totalsLine(differingSums, onlyCompares),
      ...(hasFailed ? [next] : []),
    ]);
    return hasFailed ? exitCodes.failed : exitCodes.ok;
  });

export const addHistory = (program: Command): void => {
  const command = program.command('history').description('Usage history, as it is derived from the log.');
  const rebuildCommand = command
    .command('rebuild')
    .description('Derive usage history anew from the activity log.')
    .option('--verify', 'change nothing; compare, and fail when anything differs')
    .option('--tenant <tenant>', 'only of this tenant, by its id or slug');
  does<RebuildOptions>(rebuildCommand, (run, _given, options) => rebuild(run, options));
};
