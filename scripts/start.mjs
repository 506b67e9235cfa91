import { prepare } from './prepare.mjs';

prepare();
// In this very process, so that signals and the exit code are the server's own.
process.argv.splice(2, 0, 'serve', '--for-people', '--demo-by-default');
await import('../packages/server/dist/program/leeway.js');
