import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** What Prometheus reads. A room adds its own with `registers: [context.metrics]`. */
export type Metrics = Registry;

/** An empty registry: one of its own for each application, so that two of them in one process do not share counts. */
export const createMetrics = (): Metrics => new Registry();

/** CPU, memory, event loop and garbage collection of this process. Once per process: it observes the whole of it. */
export const addProcessMetrics = (metrics: Metrics): void => collectDefaultMetrics({ register: metrics });

/**
 * Measures every request by method, route template and status: never by path, whose ids would make a series each.
 * Requests that match no route share one. Call it before routes are added.
 */
export const measureRequests = (app: FastifyInstance, metrics: Metrics): void => {
  const seconds = new Histogram({
    name: 'leeway_http_request_seconds',
    help: 'Time from the arrival of a request to the end of its reply, in seconds.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [metrics],
  });
  type Series = ReturnType<typeof seconds.labels>;
  const seriesByRoute = new Map<string | undefined, Map<string, Series>>();
  /** Looked up by what a request has at hand: to let the library find a series by its labels takes many times as long. */
  const seriesOf = (route: string | undefined, method: string, status: number): Series => {
    let ofRoute = seriesByRoute.get(route);
    if (!ofRoute) {
      ofRoute = new Map();
      seriesByRoute.set(route, ofRoute);
    }
    const key = method + status;
    let series = ofRoute.get(key);
    if (!series) {
      series = seconds.labels({ method, route: route ?? 'none', status });
      ofRoute.set(key, series);
    }
    return series;
  };
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url;
    // Any name is a legal method for a request that no route takes, and must not become a series.
    const method = route === undefined ? 'any' : request.method;
    seriesOf(route, method, reply.statusCode).observe(reply.elapsedTime / 1000);
    done();
  });
};
