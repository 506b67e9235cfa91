import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Applies the rules of .dependency-cruiser.cjs to the sources. dependency-cruiser reads TypeScript through the
 * compiler's programming interface, which TypeScript 7 has not, and the compiled files lack the type imports. So it
 * is given the sources with nothing left of them but their imports, type imports included, as JavaScript.
 */

const sourceFiles = (root) =>
  ['packages', 'bench'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
      .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)).replaceAll('\\', '/'))
      .filter((path) => /(^|\/)src\//.test(path) && !/(^|\/)(node_modules|dist)\//.test(path)),
  );

/** What a module names: imports, re-exports, `import()`, `import type`, and `import('...')` within types. */
const namesIn = (path, text, parseSync) => {
  const { module, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path} cannot be parsed: ${errors[0].message}`);
  const inStatements = module.staticImports.map(({ moduleRequest }) => moduleRequest.value);
  const inExports = module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ moduleRequest }) => (moduleRequest ? [moduleRequest.value] : [])),
  );
  const inCalls = [...text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]/g)].map(([, name]) => name);
  // Style sheets and what the build makes up are no modules of ours.
  return [...new Set([...inStatements, ...inExports, ...inCalls])].filter(
    (name) => !/\.css$|^virtual:/.test(name),
  );
};

const asScript = (path) => path.replace(/\.tsx?$/, '.js');

/** Our own packages by their sources, as the tests read them; the rest as it is. */
const inSources = (name, from) => {
  const [, workspace, door] = name.match(/^@leeway\/(\w+)(?:\/(.+))?$/) ?? [];
  if (!workspace) return asScript(name);
  const inside = !door
    ? 'index.js'
    : door.startsWith('dist/')
      ? door.slice('dist/'.length)
      : `${door}/index.js`;
  const folder = workspace === 'bench' ? 'bench' : `packages/${workspace}`;
  const target = relative(dirname(from), `${folder}/src/${inside}`).replaceAll('\\', '/');
  return target.startsWith('.') ? target : `./${target}`;
};

const describe = ({ rule, from, to, cycle }, sources) => {
  const way = cycle ? [from, ...cycle.map(({ name }) => name)] : [from, to];
  return `${rule.name}: ${way.map((path) => sources.get(path) ?? path).join(' -> ')}`;
};

/**
 * @param root the folder that holds `packages` and `bench`
 * @returns a line for each import that goes a way it must not
 */
export const findViolations = async (root) => {
  // Not at the top: this file is also loaded before anything is installed.
  const { cruise } = await import('dependency-cruiser');
  const { parseSync } = await import('oxc-parser');
  const rules = createRequire(import.meta.url)(
    fileURLToPath(new URL('../.dependency-cruiser.cjs', import.meta.url)),
  );
  const shadow = realpathSync(mkdtempSync(join(tmpdir(), 'leeway-imports-')));
  try {
    const paths = sourceFiles(root);
    for (const path of paths) {
      const names = namesIn(path, readFileSync(join(root, path), 'utf8'), parseSync);
      const imports = names.map((name) => `import ${JSON.stringify(inSources(name, path))};\n`);
      const target = join(shadow, asScript(path));
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, imports.join(''));
    }
    const ruleSet = JSON.parse(
      // Rules speak of the files as people know them.
      JSON.stringify(rules).replaceAll('[.]test[.]ts$', '[.]test[.]js$').replaceAll('[.]ts$', '[.]js$'),
    );
    const { output } = await cruise(['packages', 'bench'], { baseDir: shadow, ruleSet, validate: true });
    const sources = new Map(paths.map((path) => [asScript(path), path]));
    return output.summary.violations.map((violation) => describe(violation, sources)).sort();
  } finally {
    rmSync(shadow, { recursive: true, force: true });
  }
};
