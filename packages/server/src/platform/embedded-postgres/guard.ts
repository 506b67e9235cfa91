import { spawn } from 'node:child_process';
import { type Account, cleanEnvironment, identity } from './account.ts';

/**
 * Ends PostgreSQL when Leeway is gone without having stopped it (kill -9): a shell waits at the end of a pipe whose
 * other end only Leeway holds. Should the guard be killed as well, the next start clears up.
 */
export function startGuard(account: Account, postmasterPid: number): { dismiss(): void } {
  const script = 'read -r _; kill -INT "$1"';
  const guard = spawn('/bin/sh', ['-c', script, 'leeway-postgres-guard', String(postmasterPid)], {
    ...identity(account),
    cwd: '/',
    env: cleanEnvironment,
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  guard.on('error', () => {}); // PostgreSQL works without it
  guard.stdin.on('error', () => {});
  guard.unref();
  if ('unref' in guard.stdin && typeof guard.stdin.unref === 'function') guard.stdin.unref();
  return { dismiss: () => void guard.kill('SIGKILL') };
}
