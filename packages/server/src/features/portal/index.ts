import type { RoomContext } from '../../platform/room.ts';
import { registerLogo, registerSettings } from './routes.ts';
import { findChoices } from './store.ts';

/** Where a tenant's customers find their portal; no slash at the end. */
export const createPortalUrls =
  ({ database, publicUrl }: Pick<RoomContext, 'database' | 'publicUrl'>) =>
  async (tenantId: string): Promise<string> =>
    ((await findChoices(database, tenantId))?.url ?? `${publicUrl}/portal`).replace(/\/+$/, '');

/** The door of the portal: what a tenant's customers see. */
export const registerPortal = (context: RoomContext): void => {
  registerSettings(context);
  registerLogo(context);
};
