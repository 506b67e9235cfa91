#!/usr/bin/env node
// Not in dist: npm links a command at install time, before anything is built.
import { existsSync } from 'node:fs';

const entry = new URL('../dist/cli/leeway.js', import.meta.url);
if (existsSync(entry)) {
  await import(entry.href);
} else {
  console.error('Leeway is not built yet: run "npm run build" (or "npm start") first.');
  process.exitCode = 1;
}
