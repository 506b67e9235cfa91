import { prepare } from './prepare.mjs';
import { runTool } from './tools.mjs';

prepare();
// The tests say themselves how what they start is configured; the settings of the person's own server stay out.
const own = ['PORT', 'DATABASE_URL', 'SMTP_URL'];
const isOwn = (name) => own.includes(name) || (/^LEEWAY_/.test(name) && !/^LEEWAY_TEST_/.test(name));
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !isOwn(name)));
process.exitCode = await runTool('vitest', 'vitest', ['run', ...process.argv.slice(2)], environment);
