import type { LookupAddress } from 'node:dns';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { createPoster, type Poster, type PosterOptions } from './post-outside.ts';
import type { LookupAll } from './public-lookup.ts';

const opened: { server: Server[]; posters: Poster[] } = { server: [], posters: [] };
afterEach(async () => {
  for (const poster of opened.posters.splice(0)) poster.close();
  for (const server of opened.server.splice(0)) {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
});

const serve = async (listener: RequestListener): Promise<number> => {
  const server = createServer(listener).listen(0, '127.0.0.1');
  opened.server.push(server);
  await once(server, 'listening');
  return (server.address() as { port: number }).port;
};

const poster = (options: Partial<PosterOptions> = {}): Poster => {
  const limits = { allowPrivate: true, timeoutMs: 10_000, answerBytesMax: 4096, connectionsMax: 2 };
  const made = createPoster({ ...limits, ...options });
  opened.posters.push(made);
  return made;
};

const body = Buffer.from('{"a":1}');
const send = (to: string, options?: Partial<PosterOptions>) => poster(options).post(to, {}, body);

/** A name server that answers differently each time, and counts how often it is asked. */
const nameServer = (...answers: LookupAddress[][]) => {
  let asked = 0;
  const lookup: LookupAll = (_hostname, _options, callback) => {
    const found = answers[Math.min(asked, answers.length - 1)] ?? [];
    asked += 1;
    callback(null, found);
  };
  return { lookup, asked: () => asked };
};
const at = (address: string): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 });

describe('private addresses are refused', () => {
  it.each([
    'http://127.0.0.1',
    'http://169.254.169.254',
    'http://[::1]',
    'http://2130706433',
    'http://0x7f000001',
    'http://0177.0.0.1',
    'http://127.1',
    'http://[::ffff:127.0.0.1]',
    'https://10.0.0.1',
  ])('%s', async (origin) => {
    await expect(send(`${origin}/`, { allowPrivate: false })).rejects.toThrow(/private address/);
  });

  it('localhost, by the names of this machine', async () => {
    await expect(send('http://localhost/', { allowPrivate: false })).rejects.toThrow(
      /localhost is at a private address, (127\.0\.0\.1|::1)/,
    );
  });

  it.each(['127.0.0.1', '169.254.169.254', '::1', '::ffff:10.0.0.1', '64:ff9b::7f00:1'])(
    'a name that is at %s',
    async (address) => {
      const { lookup } = nameServer([at(address)]);
      await expect(send('http://hooks.example.com/', { allowPrivate: false, lookup })).rejects.toThrow(
        `hooks.example.com is at a private address, ${address}`,
      );
    },
  );

  it('a name of which one address of several is private', async () => {
    const { lookup } = nameServer([at('8.8.8.8'), at('10.0.0.7')]);
    await expect(send('https://hooks.example.com/', { allowPrivate: false, lookup })).rejects.toThrow(
      'hooks.example.com is at a private address, 10.0.0.7',
    );
  });

  it('a name that would lead elsewhere when asked again is asked once, and that answer is called', async () => {
    let isCalled = false;
    const port = await serve((_request, response) => {
      isCalled = true;
      response.end();
    });
    // 192.0.2.0/24 is nobody's: the call must fail there rather than come here.
    const { lookup, asked } = nameServer([at('192.0.2.1')], [at('127.0.0.1')]);
    const limits = { allowPrivate: false, lookup, timeoutMs: 300 };
    await expect(send(`http://hooks.example.com:${port}/`, limits)).rejects.toThrow();
    expect(asked()).toBe(1);
    expect(isCalled).toBe(false);
  });

  it('a redirect to one is answered as it is, and not followed', async () => {
    let isCalled = false;
    const inside = await serve((_request, response) => {
      isCalled = true;
      response.end();
    });
    const location = `http://127.0.0.1:${inside}/`;
    const port = await serve((_request, response) => response.writeHead(302, { location }).end());
    expect(await send(`http://127.0.0.1:${port}/`)).toMatchObject({ status: 302, location });
    expect(isCalled).toBe(false);
  });
});

describe('a POST', () => {
  it('has its body, its length and the headers given', async () => {
    const port = await serve((request, response) => {
      request.setEncoding('utf8').on('data', (text) => {
        response.end(
          `${request.method} ${text} ${request.headers['x-extra']} ${request.headers['content-length']}`,
        );
      });
    });
    const { status, text } = await poster().post(`http://127.0.0.1:${port}/`, { 'x-extra': 'here' }, body);
    expect({ status, text }).toEqual({ status: 200, text: 'POST {"a":1} here 7' });
  });

  it('goes over a kept connection, and over a new one when the kept one is gone', async () => {
    const seen: (number | undefined)[] = [];
    const port = await serve((request, response) => {
      seen.push(request.socket.remotePort);
      // Closed without a word, as by a receiver that has just closed idle connections.
      if (seen.length === 3) request.socket.destroy();
      else request.resume().on('end', () => response.end());
    });
    const one = poster();
    const url = `http://127.0.0.1:${port}/`;
    for (let count = 0; count < 3; count += 1) expect((await one.post(url, {}, body)).status).toBe(200);
    expect(seen.slice(0, 3)).toEqual([seen[0], seen[0], seen[0]]);
    expect(seen).toHaveLength(4);
    expect(seen[3]).not.toBe(seen[0]);
  });

  it('keeps the first 4 kB of the answer and waits for no more', async () => {
    const port = await serve((_request, response) => {
      response.write(`${'x'.repeat(4095)}ü and more`);
      // Never ended.
    });
    const { text } = await send(`http://127.0.0.1:${port}/`);
    expect(text).toBe('x'.repeat(4095));
  });

  it('answers text that a database keeps', async () => {
    const port = await serve((_request, response) => response.end(Buffer.from([0x61, 0, 0xff, 0x62])));
    expect((await send(`http://127.0.0.1:${port}/`)).text).toBe('a\uFFFD\uFFFDb');
  });

  it('fails with a sentence when there is no answer in time, at its beginning or at its end', async () => {
    const silent = await serve(() => undefined);
    const slow = await serve((_request, response) => response.write('x'));
    for (const port of [silent, slow]) {
      await expect(send(`http://127.0.0.1:${port}/`, { timeoutMs: 200 })).rejects.toThrow(
        'no complete answer within 0.2 s',
      );
    }
  });

  it('fails with the reason when nobody is there', async () => {
    const port = await serve(() => undefined);
    const [server] = opened.server.splice(0);
    server?.close();
    await expect(send(`http://127.0.0.1:${port}/`)).rejects.toThrow(/ECONNREFUSED/);
  });
});
