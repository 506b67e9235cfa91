import type { LocalLicenseServerModel } from '@leeway/contract';
import type { Seat } from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';
import { instantText } from '../../platform/instant.ts';
import { seatsOf } from '../admission/index.ts';
import type { ServerRow } from './store.ts';

/** Local license servers as the contract shows them: their record, and the seat that licenses them while it is held. */

const serverModel = (row: ServerRow, seat: Seat | undefined, at: number): LocalLicenseServerModel => ({
  id: row.id,
  name: row.name,
  activationId: row.activationId,
  activated: instantText(seat?.activatedAt ?? row.activatedAt.getTime()),
  lastLease: instantText(seat?.lastLeaseAt ?? row.lastLeaseAt.getTime()),
  leaseExpiry: instantText(seat?.leaseEnd ?? row.leaseEnd.getTime()),
  deactivated: row.deactivatedAt?.toISOString() ?? null,
  licenseActive: row.deactivatedAt === null && seat !== undefined && at < seat.leaseEnd,
});

/** `at`: the instant at which a licence is active or not, epoch ms. */
export const serverModels = async (
  db: Queryable,
  tenantId: string,
  rows: readonly ServerRow[],
  at: number,
): Promise<LocalLicenseServerModel[]> => {
  const ids = rows.map(({ activationId }) => activationId);
  const seats = await seatsOf(db, tenantId, ids);
  return rows.map((row) => serverModel(row, seats.get(row.activationId), at));
};
