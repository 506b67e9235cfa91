import { findViolations } from './import-directions.mjs';
import { prepare, root } from './prepare.mjs';
import { runTool } from './tools.mjs';

/** Format and lint, types, import directions, dead code. All of them run, so that one fault does not hide another. */

prepare(); // types: the build is strict

const checkDirections = async () => {
  const violations = await findViolations(root);
  for (const violation of violations) console.error(violation);
  return violations.length === 0 ? 0 : 1;
};

const checks = {
  'format and lint': () => runTool('@biomejs/biome', 'biome', ['check', '--error-on-warnings']),
  'import directions': checkDirections,
  'dead code': () => runTool('knip', 'knip', []),
};

const failed = [];
for (const [name, check] of Object.entries(checks)) {
  if ((await check()) !== 0) failed.push(name);
}
console.log(failed.length === 0 ? 'All checks passed.' : `Failed: ${failed.join(', ')}.`);
process.exitCode = failed.length === 0 ? 0 : 1;
