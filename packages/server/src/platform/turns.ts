import { ApiProblem } from './http/problem.ts';

/** More than so many wait already. */
const overloaded = (what: string) =>
  new ApiProblem('overloaded', `Too many ${what} wait.`, { retryAfterSeconds: 1 });

/**
 * For work that keeps a core busy: runs at most `runningMax` at once and lets `waitingMax` wait. `what` names it for who
 * is refused. Throws ApiProblem `overloaded`.
 */
export const createTurns = (what: string, runningMax: number, waitingMax: number) => {
  const queue: (() => void)[] = [];
  let running = 0;
  return async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (running < runningMax) running += 1;
    else if (queue.length >= waitingMax) throw overloaded(what);
    else await new Promise<void>((resolve) => queue.push(resolve));
    try {
      return await work();
    } finally {
      // Whoever comes next takes this turn over.
      const next = queue.shift();
      if (next) next();
      else running -= 1;
    }
  };
};
