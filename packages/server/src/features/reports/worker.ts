import type { BackgroundStep } from '../../platform/background-loop.ts';
import { forgetExports } from './claims-store.ts';
import { type ExportParts, runExports } from './run-exports.ts';

/** The timed work of the room. Any number of processes may run it. */
export const reportSteps = (parts: ExportParts): BackgroundStep[] => [
  { name: 'reports.export', everyMs: 1_000, run: (signal) => runExports(parts, signal) },
  {
    name: 'reports.forget',
    everyMs: 60_000,
    run: () => forgetExports(parts.database, parts.clock.now()),
  },
];
