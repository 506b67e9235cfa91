import type { ReportSubjectKey } from '@leeway/contract';
import type { ReportSubject } from '../subject.ts';
import { activations } from './activations.ts';
import { activity } from './activity.ts';
import { customers } from './customers.ts';
import { denials } from './denials.ts';
import { entitlements } from './entitlements.ts';
import { episodes } from './episodes.ts';
import { statements } from './statements.ts';

/** In the order in which they are listed. */
export const subjects: Readonly<Record<ReportSubjectKey, ReportSubject>> = {
  entitlements,
  customers,
  activations,
  activity,
  denials,
  episodes,
  statements,
};
