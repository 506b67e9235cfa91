import type { RoomContext } from '../../platform/room.ts';
import type { Admission } from '../admission/index.ts';
import { registerBranding } from './branding-routes.ts';
import { registerPortalFiles } from './file-routes.ts';
import { type PortalOptions, registerPortalOpenId, registerPortalOpenIdSettings } from './openid-routes.ts';
import { registerOwnCaps } from './own-cap-routes.ts';
import { registerOwnThresholds } from './own-threshold-routes.ts';
import { registerPortalPeople } from './people-routes.ts';
import { createPortalRoute } from './portal-caller.ts';
import type { ReadParts } from './portal-entitlements.ts';
import { registerPortalReads } from './read-routes.ts';
import { registerLogo, registerSettings } from './routes.ts';
import { registerOwnSeatRequests, registerSeatRequests } from './seat-request-routes.ts';
import { registerSeatReleases } from './seat-routes.ts';
import { registerPortalSessions } from './session-routes.ts';
import { forgetEndedPortalSessions } from './sessions.ts';

export { createPortalUrls, isPortalHost } from './portal-address.ts';

/** The door of the portal: what a tenant's customers see, and do themselves. */
export const registerPortal = (
  context: RoomContext,
  { history, admission }: Pick<ReadParts, 'history'> & { readonly admission: Admission },
  options: PortalOptions,
): void => {
  const { database, clock, background } = context;
  registerSettings(context);
  registerLogo(context);
  registerBranding(context);
  registerPortalSessions(context);
  registerPortalOpenIdSettings(context, options);
  registerPortalOpenId(context, options);
  const route = createPortalRoute(context);
  registerPortalReads(route, { database, clock, history });
  registerPortalPeople(route, context);
  registerOwnCaps(route, {
    ...{ database, clock },
    settle: (tenantId, entitlementId) => admission.decide(tenantId, { kind: 'settle', entitlementId }),
  });
  registerPortalFiles(route, { database, clock, history });
  registerSeatReleases(route, { database, admission });
  registerOwnThresholds(route, context);
  registerOwnSeatRequests(route, context);
  registerSeatRequests(context);
  background.add({
    name: 'portal.forgetSessions',
    everyMs: 3_600_000,
    run: () => forgetEndedPortalSessions({ database, clock }),
  });
};
