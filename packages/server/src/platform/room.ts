import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { BackgroundLoop } from './background-loop.ts';
import type { Clock } from './clock.ts';
import type { Database } from './database.ts';
import type { SendList } from './files/send-list.ts';
import type { Route } from './http/route.ts';
import type { Metrics } from './metrics.ts';

/** What a room is given when it opens: where to put its routes, and the parts of the house it may use. */
export interface RoomContext {
  readonly app: FastifyInstance;
  readonly route: Route;
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  /** `http://host:port` under which this server is known; no slash at the end. */
  readonly publicUrl: string;
  /** Answers a list as a file. */
  readonly sendList: SendList;
  /** Where timed work is registered; it runs only in processes with the role `worker`. */
  readonly background: BackgroundLoop;
  /** Where counters and histograms are registered. */
  readonly metrics: Metrics;
}
