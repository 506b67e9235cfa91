export * from './admission.ts';
export * from './admission-state.ts';
export * from './availability.ts';
export * from './billing-period.ts';
export * from './calendar.ts';
export { capacityPlan, type MonthlyPeak } from './capacity-plan.ts';
export { themeFault } from './contrast.ts';
export { isListenerGivenUp, retryPauseMs } from './delivery.ts';
export * from './denial-window.ts';
export * from './denied-demand.ts';
export type { CalendarDay } from './flexlm-line.ts';
export * from './flexlm-log.ts';
export { surpassedAt, surpassingsOf } from './highest-overdraft.ts';
export * from './history-buckets.ts';
export * from './import-course.ts';
export * from './import-tally.ts';
export * from './life.ts';
export { nextLifeMoment, stillTold } from './life-events.ts';
export * from './limit-change.ts';
export * from './opportunity.ts';
export * from './overdraft.ts';
export * from './overdraft-change.ts';
export * from './overdraft-episode.ts';
export * from './overdraft-events.ts';
export { ownCapFault, underOwnCap } from './own-cap.ts';
export * from './password.ts';
export {
  compareStandings,
  limitInForce,
  nextDateOf,
  nextStepOf,
  type SoldInUse,
  standingOf,
  trendDirection,
  unitsUntil,
} from './portal-standing.ts';
export * from './quiet-hours.ts';
export * from './rate.ts';
export * from './renewal-insight.ts';
export * from './replay.ts';
export * from './seat-course.ts';
export { nextDue } from './settle.ts';
export * from './shown-episodes.ts';
export * from './statement-figures.ts';
export * from './term-changes.ts';
export * from './thresholds.ts';
export * from './usage-facts.ts';
export * from './usage-figures.ts';
export * from './usage-history.ts';
export * from './usage-period.ts';
export { licensesMax, type UsageRecord } from './usage-record.ts';
export * from './what-if.ts';
