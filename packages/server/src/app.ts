import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { registerAccountLicensing } from './features/account-licensing/index.ts';
import { registerAdmission } from './features/admission/index.ts';
import { registerCatalog } from './features/catalog/index.ts';
import { registerCustomers } from './features/customers/index.ts';
import {
  countSold,
  deleteSoldTo,
  isFeatureUsed,
  registerEntitlements,
  setCustomerDisabled,
  tellFeatureEdit,
} from './features/entitlements/index.ts';
import { type EventsOptions, registerEvents } from './features/events/index.ts';
import { registerHistory } from './features/history/index.ts';
import {
  createGuard,
  findTenant,
  type RememberingGuard,
  registerIdentity,
} from './features/identity/index.ts';
import { insightSettings, registerInsights } from './features/insights/index.ts';
import { registerLocalServers } from './features/local-servers/index.ts';
import { registerMail } from './features/mail/index.ts';
import { createPortalUrls, isPortalHost, registerPortal } from './features/portal/index.ts';
import { registerReports } from './features/reports/index.ts';
import { registerStatements } from './features/statements/index.ts';
import { type BackgroundLoop, createBackgroundLoop } from './platform/background-loop.ts';
import type { Clock } from './platform/clock.ts';
import type { Database } from './platform/database.ts';
import { createSendList } from './platform/files/send-list.ts';
import { serveDocs, serveOpenapi } from './platform/http/api-reference.ts';
import { registerProbes } from './platform/http/probes.ts';
import { createRoute } from './platform/http/route.ts';
import { serveWeb } from './platform/http/serve-web.ts';
import { createHttpServer } from './platform/http/server.ts';
import { mailSteps } from './platform/mail.ts';
import { createMetrics, type Metrics, measureRequests } from './platform/metrics.ts';
import type { RoomContext } from './platform/room.ts';

export interface AppOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  /** `http://host:port` under which this server is known; no slash at the end. */
  readonly publicUrl: string;
  /** Where mails go out; null or left out: to the log. */
  readonly smtpUrl?: string | null;
  /** Where the rooms leave their timed work; who starts it stops it. Left out: nobody runs it. */
  readonly background?: BackgroundLoop;
  readonly metrics?: Metrics;
  /** Which parts answer over HTTP; both when left out. */
  readonly serves?: { readonly api: boolean; readonly web: boolean };
  /** Whether webhook listeners may be on loopback and private addresses; not when left out. */
  readonly allowPrivateWebhooks?: boolean;
}

const about = {
  title: 'Leeway',
  description: 'Entitlements and licences with overdraft: sell 100, allow 120, deny the 121st.',
  tokenPath: '/oauth/token',
};

/** The HTTP application: every room behind one guard. Reads like a table of contents. */
export const createApp = (options: AppOptions): FastifyInstance => {
  const { database, clock, log, publicUrl, serves = { api: true, web: true } } = options;
  const {
    metrics = createMetrics(),
    background = createBackgroundLoop(log),
    allowPrivateWebhooks = false,
    smtpUrl = null,
  } = options;
  const app = createHttpServer(log);
  measureRequests(app, metrics);
  registerProbes(app, database, metrics);
  for (const step of mailSteps({ database, clock, log, smtpUrl, publicUrl })) background.add(step);
  if (serves.web) serveWeb(app, { isPortalHost: (host) => isPortalHost(database, host) });
  const rooms = serves.api ? app : createBackRoom(app, log);
  if (serves.api) serveOpenapi(app, { ...about, publicUrl });
  if (serves.api && serves.web) serveDocs(app, about.title);
  const guard = createGuard({ database, clock, log, publicUrl });
  const route = createRoute(rooms, guard);
  const sendList = createSendList({
    ...{ database, clock },
    timeZoneOf: async (db, tenantId) => (await findTenant({ database: db }, tenantId))?.timeZone ?? 'UTC',
  });
  openRooms(
    { app: rooms, route, database, clock, log, publicUrl, sendList, background, metrics },
    { allowPrivateWebhooks },
    guard,
  );
  return app;
};

const openRooms = (context: RoomContext, options: EventsOptions, guard: RememberingGuard): void => {
  registerMail({
    ...context,
    tenantNameOf: async (tenantId) => (await findTenant(context, tenantId))?.name ?? '',
  });
  registerIdentity(context, guard, { allowPrivate: options.allowPrivateWebhooks });
  registerCatalog(context, { tellFeatureEdit, countSold, isFeatureUsed });
  registerCustomers(context, {
    setCustomerDisabled,
    deleteSoldTo,
    portalUrlOf: createPortalUrls(context),
  });
  const verifyAccount = registerAccountLicensing(context, { allowPrivate: options.allowPrivateWebhooks });
  const admission = registerAdmission(context, verifyAccount);
  const { exportOf } = registerLocalServers(context, admission);
  registerEntitlements(context, {
    exportOf,
    settle: (tenantId, entitlementId) => admission.decide(tenantId, { kind: 'settle', entitlementId }),
  });
  registerEvents(context, options);
  const settle = (tenantId: string, entitlementId: string) =>
    admission.decide(tenantId, { kind: 'settle', entitlementId });
  const history = registerHistory(context, {
    settle,
    coolDownMinutes: async (tenantId) => (await insightSettings(context.database, tenantId)).coolDownMinutes,
  });
  registerStatements(context, { settle });
  registerInsights(context, { settle });
  registerReports(context);
  registerPortal(context, { history, admission }, { allowPrivate: options.allowPrivateWebhooks });
};

/** Where the rooms of a process without the role `api` put their routes: it opens and closes, but never listens. */
const createBackRoom = (app: FastifyInstance, log: Logger): FastifyInstance => {
  const room = createHttpServer(log);
  app.addHook('onReady', async () => {
    await room.ready();
  });
  app.addHook('onClose', () => room.close());
  return room;
};
