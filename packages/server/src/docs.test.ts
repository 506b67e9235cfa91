import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as contract from '@leeway/contract';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { showConfig } from './config.ts';

/** The documents are true of the code: what a page lists is what there is, no less and no more. */

const root = fileURLToPath(new URL('../../../', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');

const foldersLeftOut = new Set(['node_modules', 'dist', 'coverage', '.git', '.leeway']);

const filesBelow = (folder: string, ending: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return foldersLeftOut.has(entry.name) ? [] : filesBelow(path, ending);
    return entry.name.endsWith(ending) ? [path] : [];
  });

/** The cells of the table rows whose first cell is one word in backquotes. */
const rowsOf = (page: string): (readonly string[])[] =>
  read(page)
    .split('\n')
    .filter((line) => /^\| `\w+` \|/.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')))
    .map(([, ...cells]) => cells);

describe('docs/reference/errors.md', () => {
  it('lists every code of the catalogue with its status, and no other', () => {
    const listed = rowsOf('docs/reference/errors.md')
      .filter(([code]) => !code?.includes('_')) // those are the words of OAuth
      .map(([code, status]) => `${code} ${status}`);
    const codes = Object.entries(contract.errorCatalogue).map(([code, { status }]) => `${code} ${status}`);
    expect(listed.sort()).toEqual(codes.sort());
  });
});

describe('docs/reference/limits.md', () => {
  it('lists every limit with its value, and no other', () => {
    const listed = rowsOf('docs/reference/limits.md').map(
      ([name, value]) => `${name} ${value?.replaceAll(',', '')}`,
    );
    const names = [...read('packages/contract/src/limits.ts').matchAll(/^export const (\w+)/gm)];
    const values: Readonly<Record<string, unknown>> = contract;
    expect(listed.sort()).toEqual(names.map(([, name = '']) => `${name} ${values[name]}`).sort());
  });
});

describe('docs/reference/configuration.md', () => {
  it('lists every setting with its default, and no other', () => {
    const folder = '/srv/leeway';
    const settings = showConfig({ environment: {}, file: null, folder });
    const listed = rowsOf('docs/reference/configuration.md').map(([name, value]) => `${name} ${value}`);
    const known = settings.map(({ name, value }) => `${name} ${value.replace(folder, '.') || 'none'}`);
    expect(listed.sort()).toEqual(known.sort());
  });
});

type AddCommand = (program: Command) => void;

/** The command line as `leeway` builds it: every module of cli/ that adds a command. */
const buildProgram = async (): Promise<Command> => {
  const program = new Command('leeway');
  const names = filesBelow('packages/server/src/cli', '.ts').map((path) => path.split(/[/\\]/).at(-1) ?? '');
  for (const name of names.filter((name) => !/^leeway\.ts$|\.test\.ts$/.test(name))) {
    const module: Readonly<Record<string, unknown>> = await import(`./cli/${name.replace(/\.ts$/, '')}.ts`);
    for (const [exported, value] of Object.entries(module)) {
      if (/^add[A-Z]/.test(exported) && typeof value === 'function') (value as AddCommand)(program);
    }
  }
  return program;
};

interface Usage {
  readonly heading: string;
  readonly options: readonly string[];
}

/** Every command that does something, with its arguments and options as help shows them. */
const usagesOf = (command: Command, path: readonly string[] = []): Usage[] => {
  const below = command.commands.flatMap((child) => usagesOf(child, [...path, child.name()]));
  const options = command.options.map(({ flags }) => flags).sort();
  if (options.length === 0) return below;
  const words = command.registeredArguments.map((argument) => `<${argument.name()}>`);
  return [{ heading: ['leeway', ...path, ...words].join(' '), options }, ...below];
};

describe('docs/reference/cli.md', () => {
  it('lists every command with its arguments and options, and no other', async () => {
    const sections = read('docs/reference/cli.md').split(/^### /m).slice(1);
    const documented = sections.map((section) => ({
      heading: section.split('\n')[0]?.replaceAll('`', ''),
      options: [...section.matchAll(/^\| `(--[^`]+)` \|/gm)].map(([, flags]) => flags).sort(),
    }));
    const usages = usagesOf(await buildProgram());
    expect(usages.length).toBeGreaterThan(5);
    expect(new Set(documented)).toEqual(new Set(usages));
  });
});

describe('docs/operations/running.md', () => {
  it('lists every metric of ours, and no other', () => {
    const sources = filesBelow('packages/server/src', '.ts').filter((path) => !path.endsWith('.test.ts'));
    const names = sources.flatMap((path) =>
      [...read(path).matchAll(/name: '(leeway_\w+)'/g)].map(([, name]) => name),
    );
    const listed = rowsOf('docs/operations/running.md').map(([name]) => name);
    expect(names.length).toBeGreaterThan(0);
    expect(listed.filter((name) => name?.startsWith('leeway_')).sort()).toEqual(names.sort());
  });
});

const pages = filesBelow('.', '.md');

/** A heading's anchor as it is made where such pages are read. */
const anchorsOf = (page: string) =>
  [...read(page).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

const withoutCode = (text: string) => text.replaceAll(/^```[\s\S]*?^```/gm, '').replaceAll(/`[^`\n]*`/g, '');

const brokenLinks = (page: string): string[] =>
  [...withoutCode(read(page)).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^(https?:|mailto:)/.test(target))
    .filter((target) => {
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? page : join(dirname(page), path);
      if (!existsSync(join(root, file))) return true;
      return anchor !== undefined && !anchorsOf(file).includes(anchor);
    });

/** Files a page names in backquotes: from the root, from the server's sources, or one of its rooms. */
const missingFiles = (page: string): string[] =>
  [...read(page).matchAll(/`((?:packages|bench|docs|scripts|features|platform)\/[\w./-]+)`/g)]
    .map(([, path = '']) => path)
    .filter((path) => !path.includes('NNNN'))
    .filter((path) => ![path, join('packages/server/src', path)].some((at) => existsSync(join(root, at))));

const unknownCommands = (page: string, commands: readonly string[], scripts: readonly string[]): string[] => {
  const run = [...read(page).matchAll(/\bnpm run ([\w:-]+)/g)].filter(
    ([, script = '']) => !scripts.includes(script),
  );
  const leeway = [...read(page).matchAll(/(?:npx |`|")leeway ([a-z-]+)/g)].filter(
    ([, command = '']) => !commands.includes(command),
  );
  return [...run, ...leeway].map(([text]) => text);
};

describe.each(pages)('%s', (page) => {
  it('has no link that leads nowhere', () => {
    expect(brokenLinks(page)).toEqual([]);
  });

  it('names no file that does not exist', () => {
    expect(missingFiles(page)).toEqual([]);
  });

  it('names no command that does not exist', async () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const commands = (await buildProgram()).commands.map((command) => command.name());
    expect(unknownCommands(page, commands, Object.keys(scripts))).toEqual([]);
  });
});
