import { describe, expect, it } from 'vitest';
import { type ConfigInput, maskUrl, parseConfig, showConfig } from './config.ts';

const input = (environment: Record<string, string>, file: unknown = null): ConfigInput => ({
  environment: { PATH: '/usr/bin', ...environment },
  file: file === null || typeof file === 'string' ? file : JSON.stringify(file),
  folder: '/srv/leeway',
});

const fault = (environment: Record<string, string>, file: unknown = null): string => {
  try {
    parseConfig(input(environment, file));
  } catch (error) {
    return (error as Error).message;
  }
  return 'no fault';
};

describe('the configuration', () => {
  it('has a default for everything', () => {
    expect(parseConfig(input({}))).toEqual({
      port: 8080,
      host: '127.0.0.1',
      databaseUrl: null,
      dataDir: '/srv/leeway/.leeway',
      demo: false,
      publicUrl: 'http://localhost:8080',
      allowPrivateWebhooks: false,
      roles: new Set(['api', 'worker', 'web']),
      smtpUrl: null,
    });
  });

  it('takes every variable', () => {
    const config = parseConfig(
      input({
        PORT: '9000',
        LEEWAY_HOST: '0.0.0.0',
        DATABASE_URL: 'postgresql://leeway@/leeway?host=%2Frun%2Fpostgresql',
        LEEWAY_DATA_DIR: '../data',
        LEEWAY_DEMO: 'true',
        LEEWAY_PUBLIC_URL: 'https://licences.example.com/',
        LEEWAY_ROLES: 'worker, api',
        SMTP_URL: 'smtp://user:pass@mail.example.com:587',
      }),
    );
    expect(config).toEqual({
      port: 9000,
      host: '0.0.0.0',
      databaseUrl: 'postgresql://leeway@/leeway?host=%2Frun%2Fpostgresql',
      dataDir: '/srv/data',
      demo: true,
      publicUrl: 'https://licences.example.com',
      allowPrivateWebhooks: true,
      roles: new Set(['worker', 'api']),
      smtpUrl: 'smtp://user:pass@mail.example.com:587',
    });
  });

  it('reads the same names from the file, and variables win', () => {
    const file = { PORT: 9000, LEEWAY_DEMO: true, LEEWAY_ROLES: ['api'], SMTP_URL: null };
    const config = parseConfig(input({ PORT: '9001' }, file));
    expect(config).toMatchObject({ port: 9001, demo: true, roles: new Set(['api']), smtpUrl: null });
  });

  it('takes an empty variable as not set', () => {
    expect(parseConfig(input({ PORT: '', LEEWAY_DATA_DIR: ' ' })).port).toBe(8080);
  });

  it('lets npm start turn the demo on, and anybody turn it off again', () => {
    expect(parseConfig({ ...input({}), demoByDefault: true }).demo).toBe(true);
    expect(parseConfig({ ...input({ LEEWAY_DEMO: '0' }), demoByDefault: true }).demo).toBe(false);
    expect(parseConfig({ ...input({}, { LEEWAY_DEMO: 0 }), demoByDefault: true }).demo).toBe(false);
  });
});

describe('a fault', () => {
  it.each([
    ['PORT', '80 80', 'a port from 1 to 65535'],
    ['PORT', '0', 'a port from 1 to 65535'],
    ['PORT', '65536', 'a port from 1 to 65535'],
    ['LEEWAY_HOST', 'http://x', 'for example 127.0.0.1'],
    ['DATABASE_URL', 'mysql://root:hunter2@db/x', 'postgresql://user:password@host:5432/leeway'],
    ['LEEWAY_DEMO', 'yes', 'Write 1 for yes or 0 for no'],
    ['LEEWAY_ALLOW_PRIVATE_WEBHOOKS', '2', 'Write 1 for yes or 0 for no'],
    ['LEEWAY_PUBLIC_URL', 'leeway.example.com', 'https://leeway.example.com'],
    ['LEEWAY_ROLES', 'api,mail', 'api, worker, web'],
    ['SMTP_URL', 'mail.example.com', 'smtp://user:password@host:587'],
  ])('in %s (%s) says what to write instead', (name, value, advice) => {
    const message = fault({ [name]: value });
    expect(message).toMatch(new RegExp(`^${name} is`));
    expect(message).toContain(advice);
    expect(message).not.toContain('hunter2');
  });

  it('names the nearest name for an unknown one', () => {
    expect(fault({ LEEWAY_DATADIR: '/x' })).toContain('Write LEEWAY_DATA_DIR instead');
    expect(fault({ LEEWAY_DATABASE_URL: 'x' })).toContain('Write DATABASE_URL instead');
    expect(fault({}, { port: 1 })).toContain('Write PORT instead');
  });

  it('lists the names when none is near', () => {
    expect(fault({ LEEWAY_XYZZY_PLUGH: '1' })).toContain('Write one of PORT, LEEWAY_HOST');
  });

  it('in the file is told in a sentence', () => {
    expect(fault({}, '{')).toContain('leeway.config.json is not valid JSON');
    expect(fault({}, '[]')).toContain('must hold one object');
    expect(fault({}, { PORT: {} })).toContain('PORT in leeway.config.json must be a text');
  });

  it('does not hide another one', () => {
    expect(fault({ PORT: 'x', LEEWAY_DEMO: 'x' }).split('\n')).toHaveLength(2);
  });

  it('is not found in the names of other programs', () => {
    expect(fault({ NOT_LEEWAY_X: '1', SMTP_HOST: 'x' })).toBe('no fault');
  });
});

describe('what is shown', () => {
  it('tells where each value comes from', () => {
    const shown = showConfig(input({ PORT: '9000' }, { LEEWAY_HOST: '0.0.0.0' }));
    expect(shown.map(({ name, value, from }) => `${name} ${value} ${from}`)).toEqual([
      'PORT 9000 environment',
      'LEEWAY_HOST 0.0.0.0 file',
      'DATABASE_URL  default',
      'LEEWAY_DATA_DIR /srv/leeway/.leeway default',
      'LEEWAY_DEMO 0 default',
      'LEEWAY_PUBLIC_URL http://localhost:9000 default',
      'LEEWAY_ALLOW_PRIVATE_WEBHOOKS 0 default',
      'LEEWAY_ROLES api,worker,web default',
      'SMTP_URL  default',
    ]);
  });

  it('holds no secret', () => {
    const environment = {
      DATABASE_URL: 'postgresql://leeway:hunter2@db:5432/leeway?sslmode=require',
      SMTP_URL: 'smtp://mailer:p@ss:hunter2@mail:587',
    };
    expect(JSON.stringify(showConfig(input(environment)))).not.toContain('hunter2');
    expect(maskUrl(environment.DATABASE_URL)).toBe('postgresql://leeway:***@db:5432/leeway?sslmode=require');
    expect(maskUrl('postgresql:///leeway?host=/run&password=hunter2&user=x')).toBe(
      'postgresql:///leeway?host=/run&password=***&user=x',
    );
  });
});
