import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database.ts';
import { ApiProblem } from '../../platform/http/problem.ts';
import { createTurns } from '../../platform/turns.ts';
import { type ContactIdentity, verifyContactPassword } from '../customers/index.ts';
import { createFailureLimiter } from '../identity/index.ts';
import { rejected } from './rejected.ts';

/** Each verification keeps a core busy on purpose, for about 15 ms: more at once would starve the decisions. */
const verifyingMax = 2;
/** Less than a second of work. */
const waitingMax = 100;

export interface PasswordAttempt {
  readonly username: string;
  readonly password: string;
  readonly ipAddress: string;
}

/**
 * Finds the contact of a username and a password. Throws ApiProblem `credentialsRejected`, the same whether the user or
 * the password is wrong, or `tooManyRequests` after too many wrong ones for the username or from the address.
 */
export const createPasswordVerifier = ({ database, clock }: { database: Database; clock: Clock }) => {
  const failures = createFailureLimiter(clock);
  const inTurn = createTurns('passwords to be checked', verifyingMax, waitingMax);

  return async (
    tenantId: string,
    { username, password, ipAddress }: PasswordAttempt,
  ): Promise<ContactIdentity> => {
    const watched = [`username ${tenantId} ${username.toLowerCase()}`, `address ${ipAddress}`];
    const refuseWhenThrottled = () => {
      const retryAfterSeconds = Math.max(...watched.map((key) => failures.waitSeconds(key)));
      if (retryAfterSeconds === 0) return;
      throw new ApiProblem('tooManyRequests', 'Too many wrong passwords.', { retryAfterSeconds });
    };
    refuseWhenThrottled();
    const contact = await inTurn(() => {
      // Guesses sent at once wait together; those behind the last one allowed are not tried.
      refuseWhenThrottled();
      return verifyContactPassword(database, tenantId, username, password);
    });
    if (contact) return contact;
    for (const key of watched) failures.count(key);
    throw rejected('The username or the password is wrong.');
  };
};
