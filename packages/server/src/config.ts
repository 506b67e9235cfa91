import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * How a process is configured: environment variables, else `leeway.config.json` (the same names), else the default.
 * Nothing else in the product reads the environment.
 */

const roles = ['api', 'worker', 'web'] as const;
export type Role = (typeof roles)[number];

export interface Config {
  /** 1 to 65535. */
  readonly port: number;
  readonly host: string;
  /** Null: an embedded PostgreSQL in `dataDir`. */
  readonly databaseUrl: string | null;
  /** Absolute. */
  readonly dataDir: string;
  readonly demo: boolean;
  /** No slash at the end. */
  readonly publicUrl: string;
  readonly allowPrivateWebhooks: boolean;
  readonly roles: ReadonlySet<Role>;
  /** Null: mails are written to the log and the outbox table. */
  readonly smtpUrl: string | null;
}

/** What is wrong, a sentence for each fault, saying what to write instead. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const settingNames = [
  'PORT',
  'LEEWAY_HOST',
  'DATABASE_URL',
  'LEEWAY_DATA_DIR',
  'LEEWAY_DEMO',
  'LEEWAY_PUBLIC_URL',
  'LEEWAY_ALLOW_PRIVATE_WEBHOOKS',
  'LEEWAY_ROLES',
  'SMTP_URL',
] as const;
export type SettingName = (typeof settingNames)[number];

const configFileName = 'leeway.config.json';

export interface ConfigInput {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The text of `leeway.config.json`; null when there is none. */
  readonly file: string | null;
  /** What relative paths start from. */
  readonly folder: string;
  /** What `LEEWAY_DEMO` is when nobody says. */
  readonly demoByDefault?: boolean;
}

/** A setting as it is shown: masked, with where it comes from. */
export interface ShownSetting {
  readonly name: SettingName;
  readonly value: string;
  readonly from: 'environment' | 'file' | 'default';
}

interface Found {
  readonly text: string;
  readonly from: 'environment' | 'file';
}

/** Number of single-letter edits between two words. */
const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
};

const unknownName = (name: string, where: string): string => {
  const upper = name.toUpperCase();
  const [nearest] = [...settingNames].sort((a, b) => distance(upper, a) - distance(upper, b));
  const isNear = nearest !== undefined && distance(upper, nearest) <= Math.ceil(name.length / 3);
  const advice = isNear ? `Write ${nearest} instead` : `Write one of ${settingNames.join(', ')}`;
  return `${where} has ${name}, which Leeway does not know. ${advice}, or remove it.`;
};

/** The file's members as text, as variables are. */
const readFileSettings = (text: string | null, faults: string[]): Map<string, string> => {
  const settings = new Map<string, string>();
  if (text === null) return settings;
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    faults.push(`${configFileName} is not valid JSON (${(error as Error).message}). Mend or remove it.`);
    return settings;
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    faults.push(`${configFileName} must hold one object, for example {"PORT": 8080}.`);
    return settings;
  }
  for (const [name, value] of Object.entries(content)) {
    if (!settingNames.some((known) => known === name)) faults.push(unknownName(name, configFileName));
    else if (typeof value === 'boolean') settings.set(name, value ? '1' : '0');
    else if (typeof value === 'string' || typeof value === 'number') settings.set(name, String(value));
    else if (Array.isArray(value)) settings.set(name, value.join(','));
    else if (value !== null)
      faults.push(`${name} in ${configFileName} must be a text, a number or a boolean.`);
  }
  return settings;
};

/** Why a text is no value: continues a sentence that begins with the setting's name. */
class Fault {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

/** Reads one setting after the other and collects what is wrong. An empty variable counts as not set. */
const createReader = ({ environment, file }: ConfigInput) => {
  const faults: string[] = [];
  const inFile = readFileSettings(file, faults);
  for (const name of Object.keys(environment)) {
    const isKnown = settingNames.some((known) => known === name);
    if (name.startsWith('LEEWAY_') && !isKnown) faults.push(unknownName(name, 'The environment'));
  }
  const find = (name: SettingName): Found | null => {
    const variable = environment[name]?.trim();
    if (variable) return { text: variable, from: 'environment' };
    const member = inFile.get(name)?.trim();
    return member ? { text: member, from: 'file' } : null;
  };
  const read = <Value>(
    name: SettingName,
    parse: (text: string) => Value | Fault,
    otherwise: Value,
  ): Value => {
    const found = find(name);
    const value = found ? parse(found.text) : otherwise;
    if (!(value instanceof Fault)) return value;
    faults.push(`${name} ${value.message}`);
    return otherwise;
  };
  return { faults, find, read };
};

const parsePort = (text: string): number | Fault => {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65535
    ? port
    : new Fault(`is "${text}". Write a port from 1 to 65535, for example 8080.`);
};

const parseSwitch = (text: string): boolean | Fault => {
  if (/^(1|true)$/i.test(text)) return true;
  return /^(0|false)$/i.test(text) ? false : new Fault(`is "${text}". Write 1 for yes or 0 for no.`);
};

const parseHost = (text: string): string | Fault =>
  /^[A-Za-z0-9.:_-]+$/.test(text)
    ? text
    : new Fault(`is "${text}". Write a name or an address without port, for example 127.0.0.1 or 0.0.0.0.`);

const parseRoles = (text: string): ReadonlySet<Role> | Fault => {
  const words = text.split(',').map((word) => word.trim().toLowerCase());
  const known = words.flatMap((word) => roles.filter((role) => role === word));
  return known.length === words.length
    ? new Set(known)
    : new Fault(`is "${text}". Write some of ${roles.join(', ')}, with commas between.`);
};

/** By text, because a URL for a unix socket has no host, which the URL class refuses. The value may hold a password. */
const parseDatabaseUrl = (text: string): string | Fault =>
  /^postgres(ql)?:\/\//.test(text)
    ? text
    : new Fault('is no PostgreSQL URL. Write one like postgresql://user:password@host:5432/leeway.');

const parseSmtpUrl = (text: string): string | Fault =>
  /^smtps?:\/\/[^/]/.test(text)
    ? text
    : new Fault('is no mail server URL. Write one like smtp://user:password@host:587.');

const parsePublicUrl = (text: string): string | Fault => {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url && /^https?:$/.test(url.protocol) && !url.search && !url.hash && !url.username
    ? url.href.replace(/\/+$/, '')
    : new Fault(`is "${text}". Write the URL callers use, for example https://leeway.example.com.`);
};

const readAll = (input: ConfigInput) => {
  const { faults, find, read } = createReader(input);
  const port = read('PORT', parsePort, 8080);
  const demo = read('LEEWAY_DEMO', parseSwitch, input.demoByDefault ?? false);
  const config: Config = {
    port,
    host: read('LEEWAY_HOST', parseHost, '127.0.0.1'),
    databaseUrl: read<string | null>('DATABASE_URL', parseDatabaseUrl, null),
    dataDir: resolve(input.folder, read('LEEWAY_DATA_DIR', String, './.leeway')),
    demo,
    publicUrl: read('LEEWAY_PUBLIC_URL', parsePublicUrl, `http://localhost:${port}`),
    allowPrivateWebhooks: read('LEEWAY_ALLOW_PRIVATE_WEBHOOKS', parseSwitch, demo),
    roles: read<ReadonlySet<Role>>('LEEWAY_ROLES', parseRoles, new Set(roles)),
    smtpUrl: read<string | null>('SMTP_URL', parseSmtpUrl, null),
  };
  if (faults.length > 0) throw new ConfigError(faults.join('\n'));
  return { config, find };
};

/** @throws ConfigError that names every fault */
export const parseConfig = (input: ConfigInput): Config => readAll(input).config;

/** A URL without its password, wherever it stands. */
export const maskUrl = (url: string): string =>
  url
    .replace(/^(\w+:\/\/[^:@/?]*):.*@/, '$1:***@')
    .replaceAll(/([?&][^=&]*(?:password|secret|token|key)[^=&]*=)[^&]*/gi, '$1***');

/** The effective settings for people to read: no secret is in it. @throws ConfigError */
export const showConfig = (input: ConfigInput): ShownSetting[] => {
  const { config, find } = readAll(input);
  const switchText = (on: boolean) => (on ? '1' : '0');
  const values: Record<SettingName, string> = {
    PORT: String(config.port),
    LEEWAY_HOST: config.host,
    DATABASE_URL: config.databaseUrl === null ? '' : maskUrl(config.databaseUrl),
    LEEWAY_DATA_DIR: config.dataDir,
    LEEWAY_DEMO: switchText(config.demo),
    LEEWAY_PUBLIC_URL: config.publicUrl,
    LEEWAY_ALLOW_PRIVATE_WEBHOOKS: switchText(config.allowPrivateWebhooks),
    LEEWAY_ROLES: [...config.roles].join(','),
    SMTP_URL: config.smtpUrl === null ? '' : maskUrl(config.smtpUrl),
  };
  return settingNames.map((name) => ({ name, value: values[name], from: find(name)?.from ?? 'default' }));
};

/** This process's own environment and the file in its working folder. @throws ConfigError when the file is unreadable */
export const configInput = (demoByDefault = false): ConfigInput => {
  const folder = process.cwd();
  let file: string | null = null;
  try {
    file = readFileSync(join(folder, configFileName), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw new ConfigError(
        `${configFileName} cannot be read (${(error as Error).message}). Mend or remove it.`,
      );
    }
  }
  return { environment: process.env, file, folder, demoByDefault };
};
