import type { RoomContext } from '../../platform/room.ts';
import type { SetCustomerDisabled } from './change-standing.ts';
import { registerContactRoutes } from './contact-routes.ts';
import { registerCredentialRoutes } from './credential-routes.ts';
import { registerCustomerRoutes } from './customer-routes.ts';
import { registerImportRoutes } from './import-routes.ts';
import type { LaterRooms } from './later-rooms.ts';
import { registerNoteRoutes } from './note-routes.ts';
import { registerOwnerRoutes } from './owner-routes.ts';
import { registerPortalRoutes } from './portal-routes.ts';
import { customerSteps } from './run-import.ts';

export type { SetCustomerDisabled };

export const registerCustomers = (context: RoomContext, laterRooms: LaterRooms): void => {
  registerCustomerRoutes(context, laterRooms);
  registerOwnerRoutes(context);
  registerContactRoutes(context);
  registerCredentialRoutes(context, laterRooms);
  registerNoteRoutes(context);
  registerImportRoutes(context);
  registerPortalRoutes(context);
  for (const step of customerSteps(context, laterRooms.setCustomerDisabled)) context.background.add(step);
};
