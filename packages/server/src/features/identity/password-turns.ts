import type { Clock } from '../../platform/clock.ts';
import { ApiProblem } from '../../platform/http/problem.ts';
import { createTurns } from '../../platform/turns.ts';
import { createFailureLimiter } from './failure-limiter.ts';

/** Each verification keeps a core busy for some 20 ms, on purpose: more at once would starve the rest. */
const runningMax = 2;
/** About a second of work. */
const waitingMax = 50;

/** Wrong passwords for one name from one address, and from one address for any name, within a minute. */
const failuresMax = { ofName: 10, ofAddress: 100 };

export interface Attempt {
  /** Who somebody claims to be, in whatever case. */
  readonly name: string;
  readonly address: string;
}

/**
 * Verifies passwords, a few at a time, and after too many wrong ones none for a while. `verify` answers null for a wrong
 * one. Throws ApiProblem `tooManyRequests`, or `overloaded` when too many wait.
 */
export const createPasswordTurns = (clock: Clock) => {
  const ofName = createFailureLimiter(clock, failuresMax.ofName);
  const ofAddress = createFailureLimiter(clock, failuresMax.ofAddress);
  const inTurn = createTurns('passwords to be checked', runningMax, waitingMax);

  return async <Result>(
    { name, address }: Attempt,
    verify: () => Promise<Result | null>,
  ): Promise<Result | null> => {
    const named = `${name.toLowerCase()} ${address}`;
    const refuseWhenThrottled = (): void => {
      const retryAfterSeconds = Math.max(ofName.waitSeconds(named), ofAddress.waitSeconds(address));
      if (retryAfterSeconds === 0) return;
      throw new ApiProblem('tooManyRequests', 'Too many wrong passwords.', { retryAfterSeconds });
    };
    refuseWhenThrottled();
    return inTurn(async () => {
      // Guesses sent at once wait together; those behind the last one allowed are not tried.
      refuseWhenThrottled();
      const found = await verify();
      if (found === null) {
        ofName.count(named);
        ofAddress.count(address);
      }
      return found;
    });
  };
};

export type PasswordTurns = ReturnType<typeof createPasswordTurns>;
