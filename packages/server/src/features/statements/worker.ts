import type { BackgroundStep } from '../../platform/background-loop.ts';
import { type ClosingDeps, closePeriods } from './close-periods.ts';
import { correctStatements } from './correct-statements.ts';

/** Timed work of statements. Several workers may do it at once. */
export const statementSteps = (deps: ClosingDeps): BackgroundStep[] => [
  { name: 'statements.close', everyMs: 60_000, run: (signal) => closePeriods(deps, signal) },
  { name: 'statements.correct', everyMs: 60_000, run: (signal) => correctStatements(deps, signal) },
];
