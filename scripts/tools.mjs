import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './prepare.mjs';

/** Where the program of an installed package is, by the package's own word. */
const programOf = (name, command) => {
  const folder = join(root, 'node_modules', name);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof bin === 'string' ? bin : bin[command]);
};

/**
 * Runs the program of an installed package as npx would, but never from the network. Signals reach it; resolves with
 * its exit code.
 */
export const runTool = (name, command, given, environment = process.env) =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [programOf(name, command), ...given], {
      cwd: root,
      stdio: 'inherit',
      env: environment,
    });
    // Ctrl-C in a terminal reaches the child by itself; what is sent to this process alone must be passed on.
    const onTerminate = () => child.kill('SIGTERM');
    const onInterrupt = () => undefined;
    process.on('SIGTERM', onTerminate);
    process.on('SIGINT', onInterrupt);
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      process.off('SIGTERM', onTerminate);
      process.off('SIGINT', onInterrupt);
      resolve(code ?? (signal === 'SIGINT' ? 130 : 143));
    });
  });
