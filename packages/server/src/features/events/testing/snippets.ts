import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The code of a page of the documentation, made into programs that run. */

const root = fileURLToPath(new URL('../../../../../../', import.meta.url));

export const readPage = (page: string) => readFileSync(join(root, 'docs', page), 'utf8');

/** What stands between fences, with the word behind the first. */
export const fencesOf = (page: string) =>
  [...readPage(page).matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language = '', text = '']) => ({
    language,
    text,
  }));

/** Asynchronously, because compilers take their time and the server under test answers in this process. */
const run = (command: string, args: readonly string[], cwd: string): Promise<void> =>
  new Promise((resolve, reject) => {
    execFile(command, args, { cwd }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${command} ${args.join(' ')}: ${stdout}${stderr}`, { cause: error }));
      else resolve();
    });
  });

interface Program {
  readonly command: string;
  readonly args: readonly string[];
}

export interface Language {
  readonly name: string;
  /** Behind the fence. */
  readonly fence: string;
  /** Asked to find out whether the runtime is there. */
  readonly probe: Program;
  /** Compiles, where that is done, in a folder of its own; rejects with what the compiler says. */
  readonly build: (folder: string, text: string) => Promise<Program>;
}

const strictly = [
  ...['--strict', '--noUncheckedIndexedAccess', '--noUnusedLocals', '--noUnusedParameters', '--skipLibCheck'],
  ...['--target', 'es2023', '--lib', 'es2023', '--module', 'nodenext', '--moduleResolution', 'nodenext'],
  ...['--types', 'node', '--typeRoots', join(root, 'node_modules/@types')],
];

const project = (framework: string) => `<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>${framework}</TargetFramework>
    <Nullable>enable</Nullable>
    <UseAppHost>false</UseAppHost>
  </PropertyGroup>
</Project>
`;

const dotnetVersion = { command: 'dotnet', args: ['--version'] };

export const languages: readonly Language[] = [
  {
    name: 'TypeScript',
    fence: 'ts',
    probe: { command: process.execPath, args: ['--version'] },
    build: async (folder, text) => {
      writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
      writeFileSync(join(folder, 'program.ts'), text);
      const compiler = join(root, 'node_modules/typescript/bin/tsc');
      await run(process.execPath, [compiler, ...strictly, 'program.ts'], folder);
      return { command: process.execPath, args: [join(folder, 'program.js')] };
    },
  },
  {
    name: 'Python',
    fence: 'python',
    probe: { command: 'python3', args: ['--version'] },
    build: async (folder, text) => {
      const file = join(folder, 'program.py');
      writeFileSync(file, text);
      // Isolated and without site-packages: only what Python itself brings.
      return { command: 'python3', args: ['-I', '-S', file] };
    },
  },
  {
    name: 'C#',
    fence: 'csharp',
    probe: dotnetVersion,
    build: async (folder, text) => {
      const { stdout } = spawnSync(dotnetVersion.command, dotnetVersion.args, { encoding: 'utf8' });
      writeFileSync(join(folder, 'program.csproj'), project(`net${stdout.split('.')[0]}.0`));
      writeFileSync(join(folder, 'Program.cs'), text);
      await run('dotnet', ['build', '--nologo', '--output', 'out'], folder);
      return { command: 'dotnet', args: [join(folder, 'out', 'program.dll')] };
    },
  },
  {
    name: 'Go',
    fence: 'go',
    probe: { command: 'go', args: ['version'] },
    build: async (folder, text) => {
      writeFileSync(join(folder, 'main.go'), text);
      const program = join(folder, process.platform === 'win32' ? 'program.exe' : 'program');
      await run('go', ['build', '-o', program, 'main.go'], folder);
      return { command: program, args: [] };
    },
  },
];

/** Why a language cannot be tried here; null: it can. */
export const missing = ({ probe }: Pick<Language, 'probe'>): string | null => {
  const { error, status } = spawnSync(probe.command, probe.args);
  if (error) return `${probe.command} is not on the PATH`;
  return status === 0 ? null : `${probe.command} is there and does not run`;
};

/** The two programs of a language, in the order they stand on the page. */
export const buildPrograms = async ({ name, fence, build }: Language, page: string, folder: string) => {
  const texts = fencesOf(page).flatMap(({ language, text }) => (language === fence ? [text] : []));
  const [receive, check, ...others] = texts;
  if (!receive || !check || others.length > 0) throw new Error(`${name} has ${texts.length} programs, not 2`);
  const [receiveFolder, checkFolder] = [join(folder, 'receive'), join(folder, 'check')];
  mkdirSync(receiveFolder, { recursive: true });
  mkdirSync(checkFolder, { recursive: true });
  return { receive: await build(receiveFolder, receive), check: await build(checkFolder, check) };
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
};

/** Starts one of the page's receivers and waits until it answers. */
export const startProgram = async ({ command, args }: Program, secret: string) => {
  const port = await freePort();
  const uri = `http://127.0.0.1:${port}/`;
  const env = { ...process.env, WEBHOOK_SECRET: secret, PORT: String(port) };
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const printed: string[] = [];
  const complaints: string[] = [];
  child.stdout.on('data', (part) => printed.push(String(part)));
  child.stderr.on('data', (part) => complaints.push(String(part)));
  const exited = once(child, 'exit');
  const isUp = () =>
    fetch(uri, { method: 'POST', body: '{}' }).then(
      () => true,
      () => false,
    );
  while (!(await isUp())) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`the receiver ended: ${complaints.join('')}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    uri,
    lines: () => printed.join('').split(/\r?\n/).filter(Boolean),
    complaints: () => complaints.join(''),
    stop: async () => {
      child.kill();
      await exited;
    },
  };
};

/** Runs a program with an input until it ends. */
export const runProgram = async ({ command, args }: Program, more: readonly string[], input: string) => {
  const child = spawn(command, [...args, ...more], { stdio: ['pipe', 'pipe', 'pipe'] });
  const parts: string[] = [];
  child.stdout.on('data', (part) => parts.push(String(part)));
  child.stderr.on('data', (part) => parts.push(String(part)));
  child.stdin.end(input);
  const [code] = await once(child, 'close');
  return { code, printed: parts.join('') };
};
