import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The built program as people and scripts call it at a terminal. */

const entry = fileURLToPath(new URL('../../bin/leeway.js', import.meta.url));

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs commands in a working folder, with no environment but the settings. */
export const commandLineIn =
  (folder: string) =>
  (args: readonly string[], settings: Record<string, string> = {}, input = ''): Promise<Outcome> =>
    new Promise((resolve) => {
      const environment = { PATH: process.env.PATH ?? '', ...settings };
      const child = execFile(
        process.execPath,
        [entry, ...args],
        { cwd: folder, env: environment },
        (error, stdout, stderr) => {
          const code = error ? Number(error.code ?? -1) : 0;
          resolve({ code, stdout, stderr });
        },
      );
      // A command that does not read may have ended.
      child.stdin?.on('error', () => undefined);
      child.stdin?.end(input);
    });
