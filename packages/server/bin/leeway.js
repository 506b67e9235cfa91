#!/usr/bin/env -S node --max-semi-space-size=32 --heap-growing-percent=50 --v8-pool-size=1 --no-allocation-site-pretenuring
// The first option (MB): what lives as long as a request is collected while it is young, at half the time and 25 MB more.
// The second: the heap is collected when it has grown by half of what is alive; left to itself the engine waits
// for several times that.
// The third: one thread helps the collector. All requests wait while it waits for its helpers, and the usual four wait
// for processors that PostgreSQL has meanwhile. (The bench tells the slowest requests.)
// The fourth: while it starts, the engine learns which places in the code make what lives long, and then makes that among
// the old at once. After some starts it had learned it of a part of a request, and each request then stayed, with all
// it held, until the whole heap was collected: several times the work for the collector, for as long as the server ran.
// Not in dist: npm links a command at install time, before anything is built.
import { existsSync } from 'node:fs';

const entry = new URL('../dist/program/leeway.js', import.meta.url);
if (existsSync(entry)) {
  await import(entry.href);
} else {
  console.error('Leeway is not built yet: run "npm run build" (or "npm start") first.');
  process.exitCode = 1;
}
