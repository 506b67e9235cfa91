import type { EntitlementExportModel } from '@leeway/contract';
import type { RoomContext } from '../../platform/room.ts';
import type { AdmissionRoom } from '../admission/index.ts';
import { exportOf } from './export-entitlement.ts';
import { registerExports, registerLicensing, registerServerReads } from './routes.ts';

/** The door of local license servers: what is known of them, and what was handed over to them. */

export interface LocalServersRoom {
  /** What `expand=export` of an entitlement shows; null: it is not exported. */
  exportOf(tenantId: string, entitlementId: string): Promise<EntitlementExportModel | null>;
}

export const registerLocalServers = (
  { route, database, clock, publicUrl }: RoomContext,
  admission: AdmissionRoom,
): LocalServersRoom => {
  const parts = { database, clock, publicUrl, admission };
  registerLicensing(route, parts);
  registerServerReads(route, parts);
  registerExports(route, parts);
  return { exportOf: (tenantId, entitlementId) => exportOf(parts, tenantId, entitlementId) };
};
