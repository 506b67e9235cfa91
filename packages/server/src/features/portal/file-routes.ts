import { operations, type UsageHistoryModel } from '@leeway/contract';
import type { RoomContext } from '../../platform/room.ts';
import { readEntitlement } from '../entitlements/index.ts';
import { type HistoryReader, rangeAsked } from '../history/index.ts';
import { createCustomerFiles } from '../reports/index.ts';
import { mustSeeEntitlement, type PortalRoute } from './portal-caller.ts';

/** What the portal shows of one entitlement, as files: the same figures, by the same writers as the vendor's reports. */

interface FileParts extends Pick<RoomContext, 'database' | 'clock'> {
  readonly history: HistoryReader;
}

const hourMs = 3_600_000;
const hours = (ms: bigint) => Number(ms) / hourMs;

const bucketColumns = [
  { key: 'start', title: 'From', type: 'dateTime' },
  { key: 'end', title: 'To', type: 'dateTime' },
  { key: 'min', title: 'Lowest in use', type: 'integer' },
  { key: 'max', title: 'Highest in use', type: 'integer' },
  { key: 'average', title: 'Average in use', type: 'decimal' },
  { key: 'overdraftHours', title: 'Hours in overdraft', type: 'decimal' },
  { key: 'overdraftSeatHours', title: 'Seat-hours in overdraft', type: 'decimal' },
  { key: 'atHardCapHours', title: 'Hours at the limit', type: 'decimal' },
  { key: 'activations', title: 'Activations', type: 'integer' },
  { key: 'denials', title: 'Denials', type: 'integer' },
  { key: 'deniedSeats', title: 'Seats denied', type: 'integer' },
] as const;

const stepColumns = [
  { key: 'at', title: 'From', type: 'dateTime' },
  { key: 'used', title: 'In use', type: 'integer' },
] as const;

/** Steps with `raw`, else buckets. */
const usageSheet = ({ bucket, buckets, steps }: UsageHistoryModel) =>
  bucket === 'raw'
    ? { columns: stepColumns, rows: steps.map(({ at, used }) => [new Date(at), used]) }
    : {
        columns: bucketColumns,
        rows: buckets.map((each) => [
          ...[new Date(each.start), new Date(each.end), each.min, each.max, each.average],
          ...[hours(each.overdraftMs), hours(each.overdraftUsedMs), hours(each.atHardCapMs)],
          ...[each.activations, each.denials, each.deniedSeats],
        ]),
      };

export const registerPortalFiles = (route: PortalRoute, { database, clock, history }: FileParts): void => {
  const files = createCustomerFiles({ database, clock });

  route(operations.exportPortalUsage, async ({ caller, params: { entitlementId }, query, reply }) => {
    const { tenantId, timeZone } = caller;
    const { format, ...asked } = query;
    await mustSeeEntitlement(database, caller, entitlementId);
    const { columns, rows } = usageSheet(await history.usageHistory(tenantId, entitlementId, asked));
    return files.sendRows(reply, columns, rows, { tenantId, format, timeZone, title: 'usage' });
  });

  route(operations.exportPortalSeats, async ({ caller, params: { entitlementId }, query, reply }) => {
    const { tenantId, timeZone } = caller;
    await mustSeeEntitlement(database, caller, entitlementId);
    await history.catchUp(tenantId, entitlementId);
    const sold = await readEntitlement(database, tenantId, entitlementId, new Set(), clock.now());
    const held = { column: 'status', operator: 'eq', value: 'active' } as const;
    const definition = {
      subject: 'activations' as const,
      columns: ['seatId', 'seatName', 'username', 'activated', 'lastLease', 'leaseExpiry'],
      filter: [
        { column: 'entitlementId', operator: 'eq' as const, value: entitlementId },
        // Rule 14: a seat that is bound is in use when its lease has ended, too.
        ...(sold.concurrencyMode === 'concurrent' ? [held] : []),
      ],
      sort: [{ column: 'activated' }],
    };
    const file = { tenantId, format: query.format, timeZone, title: 'seats' };
    return files.sendReport(reply, definition, file);
  });

  route(operations.exportPortalDenials, async ({ caller, params: { entitlementId }, query, reply }) => {
    const { tenantId, timeZone } = caller;
    const { format, feature, ...range } = query;
    await mustSeeEntitlement(database, caller, entitlementId);
    const { start, end } = rangeAsked(range, clock.now(), timeZone);
    await history.catchUp(tenantId, entitlementId);
    const meter =
      feature === undefined
        ? { column: 'featureKey', operator: 'isNull' as const }
        : { column: 'featureKey', operator: 'eq' as const, value: feature };
    const definition = {
      subject: 'denials' as const,
      columns: ['timestamp', 'seatId', 'attempts', 'reasons', 'grantedAt', 'trueDenial'],
      filter: [
        { column: 'entitlementId', operator: 'eq' as const, value: entitlementId },
        { column: 'timestamp', operator: 'gte' as const, value: new Date(start).toISOString() },
        { column: 'timestamp', operator: 'lt' as const, value: new Date(end).toISOString() },
        meter,
      ],
      sort: [{ column: 'timestamp' }],
    };
    return files.sendReport(reply, definition, { tenantId, format, timeZone, title: 'denials' });
  });
};
