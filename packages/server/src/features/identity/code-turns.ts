import type { Clock } from '../../platform/clock.ts';
import { ApiProblem } from '../../platform/http/problem.ts';
import { createFailureLimiter } from './failure-limiter.ts';

/** Wrong codes from one address within a minute, whoever's they are; each user has a count besides, in the database. */
const failuresMax = 100;

/** Counts codes that are refused, and after too many tries none from the address for a while. */
export const createCodeTurns = (clock: Clock) => {
  const ofAddress = createFailureLimiter(clock, failuresMax);

  /** Throws ApiProblem `tooManyRequests`, or as `check` does. */
  return async <Result>(address: string, check: () => Promise<Result>): Promise<Result> => {
    const retryAfterSeconds = ofAddress.waitSeconds(address);
    if (retryAfterSeconds > 0)
      throw new ApiProblem('tooManyRequests', 'Too many wrong codes.', { retryAfterSeconds });
    try {
      return await check();
    } catch (error) {
      if (error instanceof ApiProblem && error.code === 'secondFactorRejected') ofAddress.count(address);
      throw error;
    }
  };
};

export type Codes = ReturnType<typeof createCodeTurns>;
