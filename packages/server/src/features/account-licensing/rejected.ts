import { ApiProblem } from '../../platform/http/problem.ts';

/** 402: the credentials open nothing, in the shape a decision has (rule 11: credentials come first). */
export const rejected = (detail: string) =>
  new ApiProblem('credentialsRejected', detail, {
    reasons: [{ code: 'credentialsRejected', detail }],
    retryAt: null,
  });
