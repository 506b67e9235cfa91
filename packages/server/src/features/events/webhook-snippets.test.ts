import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  deliveryAnswerBytesMax,
  deliveryTimeoutMs,
  eventDays,
  eventPayloads,
  previousSecretHours,
  replayEventsMax,
  webhookListenersMax,
} from '@leeway/contract';
import { checkReply, checkSchema } from '@leeway/contract/testing';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import {
  listen,
  listenerPath,
  type Received,
  type Receiver,
  seatEvent,
  startReceiver,
  tell,
} from './testing/receiver.ts';
import {
  buildPrograms,
  fencesOf,
  languages,
  missing,
  readPage,
  runProgram,
  startProgram,
} from './testing/snippets.ts';

/** Every piece of code of the page is run against what the server really sends. */
const page = 'webhooks.md';

let leeway: Leeway;
let api: CheckedApi;
let receiver: Receiver;
const folder = mkdtempSync(join(tmpdir(), 'leeway-snippets-'));

beforeAll(async () => {
  leeway = await startLeeway({ allowPrivateWebhooks: true });
  api = checkedApi(leeway);
  receiver = await startReceiver();
});
afterAll(async () => {
  await leeway?.stop();
  await receiver?.stop();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  const { body } = await leeway.api('GET', '/api/v1/account/webhooks?pageSize=100');
  for (const { id } of body.items) await leeway.api('DELETE', listenerPath(id));
});

/** A delivery as it arrives, made by a server whose clock is ahead by that much; behind, when below 0. */
const delivery = async (aheadMs = 0): Promise<Received> => {
  receiver.received.splice(0);
  leeway.clock.advance(aheadMs);
  await tell(leeway, [seatEvent(leeway.clock.now())]);
  await leeway.runStep('events.deliver');
  leeway.clock.advance(-aheadMs);
  const [one] = receiver.received;
  if (!one) throw new Error('nothing arrived');
  return one;
};

/** Sent once more, as it was but for what is named; an undefined header is left out. */
const post = async (
  uri: string,
  { headers, text }: Received,
  changed: Record<string, string | undefined> = {},
) => {
  const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature', 'n-signature', 'content-type'];
  const sent = { ...Object.fromEntries(names.map((name) => [name, String(headers[name])])), ...changed };
  const kept = Object.entries(sent).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  return (await fetch(uri, { method: 'POST', headers: Object.fromEntries(kept), body: text })).status;
};

/** A listener at the test's own receiver, with two valid secrets. */
const listenWithSecrets = async () => {
  const id = await listen(leeway, receiver.uri);
  const rotate = async (): Promise<string> =>
    (await api('rotateWebhookSecret', `POST ${listenerPath(id)}/secret/rotate`)).body.secret;
  return { id, older: await rotate(), newer: await rotate() };
};

const buildMs = 240_000;

describe.each(languages)('docs/webhooks.md in $name', (language) => {
  const lack = missing(language);
  let programs: Awaited<ReturnType<typeof buildPrograms>>;
  beforeAll(async () => {
    if (lack === null) programs = await buildPrograms(language, page, join(folder, language.fence));
  }, buildMs);

  const started: { stop(): Promise<void> }[] = [];
  const start = async (secret: string) => {
    const program = await startProgram(programs.receive, secret);
    started.push(program);
    return program;
  };
  afterAll(async () => {
    for (const program of started) await program.stop();
  });

  it('accepts a delivery with either of two valid secrets, and counts it once', async (context) => {
    context.skip(lack !== null, lack ?? '');
    const { older, newer } = await listenWithSecrets();
    const one = await delivery();
    for (const secret of [older, newer]) {
      const program = await start(secret);
      expect([await post(program.uri, one), await post(program.uri, one)]).toEqual([204, 204]);
      const line = `entitlement.seat.activated ${one.body.eventId}`;
      await expect.poll(program.lines).toEqual([line]);
    }
  });

  it('accepts what the server sends to it', async (context) => {
    context.skip(lack !== null, lack ?? '');
    const { id, newer } = await listenWithSecrets();
    const { uri, lines } = await start(newer);
    const subscriptions = ['entitlement.seat.activated'];
    await api('updateWebhook', `PUT ${listenerPath(id)}`, { uri, subscriptions });
    await tell(leeway, [seatEvent(leeway.clock.now()), seatEvent(leeway.clock.now())]);
    await leeway.runStep('events.deliver');
    const { items } = (await api('listDeliveries', `GET ${listenerPath(id)}/deliveries`)).body;
    expect(items).toMatchObject([{ status: 'delivered' }, { status: 'delivered' }]);
    await expect.poll(lines).toHaveLength(2);
  });

  it('refuses what is changed, old, early, unsigned or of another secret', async (context) => {
    context.skip(lack !== null, lack ?? '');
    const { id, newer } = await listenWithSecrets();
    const { uri, lines } = await start(newer);
    const one = await delivery();
    const refused = {
      changedBody: await post(uri, { ...one, text: `${one.text} ` }),
      old: await post(uri, await delivery(-5 * 60_000 - 2_000)),
      early: await post(uri, await delivery(5 * 60_000 + 60_000)),
      otherTime: await post(uri, one, { 'webhook-timestamp': String(Math.floor(Date.now() / 1000) + 9) }),
      noTime: await post(uri, one, { 'webhook-timestamp': 'soon' }),
      otherId: await post(uri, one, { 'webhook-id': 'event_AAAAAAAAAAAAAAAAAAAAAA' }),
      noSignature: await post(uri, one, { 'webhook-signature': undefined }),
      emptySignature: await post(uri, one, { 'webhook-signature': 'v1,' }),
      noHeaders: await post(uri, one, {
        ...{ 'webhook-id': undefined, 'webhook-timestamp': undefined, 'webhook-signature': undefined },
      }),
    };
    await leeway.api('DELETE', listenerPath(id));
    await listenWithSecrets();
    const otherSecret = await post(uri, await delivery());
    const statuses = Object.entries({ ...refused, otherSecret });
    expect(statuses).toEqual(statuses.map(([name]) => [name, 401]));
    expect(await post(uri, one)).toBe(204);
    await expect.poll(lines).toHaveLength(1);
  });

  it('accepts no secret that is empty', async (context) => {
    context.skip(lack !== null, lack ?? '');
    await expect(start('')).rejects.toThrow('the receiver ended');
  });

  it('checks N-Signature with the key of the account', async (context) => {
    context.skip(lack !== null, lack ?? '');
    await listenWithSecrets();
    const { text, headers } = await delivery();
    const signature = String(headers['n-signature']);
    const ours = join(folder, 'ours.json');
    writeFileSync(ours, JSON.stringify((await api('getAccountKey', 'GET /api/v1/account/key')).body));
    const theirs = join(folder, 'theirs.json');
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    writeFileSync(theirs, JSON.stringify(publicKey.export({ format: 'jwk' })));

    const check = async (key: string, given: string, body: string) => {
      const { code, printed } = await runProgram(programs.check, [key, given], body);
      return `${code} ${printed.trim()}`;
    };
    expect(await check(ours, signature, text)).toBe('0 genuine');
    expect(await check(ours, signature, `${text} `)).toBe('1 refused');
    expect(await check(theirs, signature, text)).toBe('1 refused');
    expect(await check(ours, 'AAAA', text)).toBe('1 refused');
    expect(await check(ours, Buffer.alloc(256, 255).toString('base64'), text)).toBe('1 refused');
    expect(await check(ours, 'no base64!', text)).toBe('1 refused');
    expect(await check(ours, '', text)).toBe('1 refused');
  }, 60_000);
});

describe('docs/webhooks.md', () => {
  it('has code only of languages that are run here, and plain text', () => {
    const known = [...languages.map(({ fence }) => fence), 'sh', 'json', 'text'];
    expect(fencesOf(page).filter(({ language }) => !known.includes(language))).toEqual([]);
  });

  it('names the bounds that are in force', () => {
    const prose = readPage(page).replaceAll(/\s+/g, ' ');
    for (const stated of [
      `within ${deliveryTimeoutMs / 1000} seconds`,
      `first ${deliveryAnswerBytesMax / 1024} kB`,
      `for ${previousSecretHours} hours`,
      `at most ${replayEventsMax.toLocaleString('en')} at a time, of the last ${eventDays} days`,
      `kept for ${eventDays} days`,
      `More than ${webhookListenersMax} listeners`,
    ]) {
      expect(prose).toContain(stated);
    }
  });

  it('shows an event and a page of events as they are', () => {
    const [event, list, ...others] = fencesOf(page)
      .filter(({ language }) => language === 'json')
      .map(({ text }) => JSON.parse(text));
    expect(others).toEqual([]);
    expect(checkSchema('WebhookModelBase', event)).toBeNull();
    expect([...Value.Errors(eventPayloads['entitlement.seat.activated'], event.payload)]).toEqual([]);
    expect(checkReply('listEvents', 200, list)).toBeNull();
  });

  it('has shell blocks that run in their order, with what the first guide defines', async (context) => {
    const lack =
      missing({ probe: { command: 'bash', args: ['--version'] } }) ??
      missing({ probe: { command: 'curl', args: ['--version'] } });
    context.skip(lack !== null, lack ?? '');
    await listenWithSecrets();
    const told = await delivery();
    const defined = readPage('guide/first-seats.md').match(/^(?:field|call)\(\) .*$/gm);
    expect(defined).toHaveLength(2);
    const faults = join(folder, 'faults');
    const script = [
      `cd '${folder}'; BASE='${leeway.baseUrl}'; TOKEN='${leeway.token}'`,
      `curl() { command curl --fail-with-body "$@" || echo "curl ended with $?" >> '${faults}'; }`,
      ...(defined ?? []),
      ...fencesOf(page).flatMap(({ language, text }) => (language === 'sh' ? [text] : [])),
      'echo "listener $LISTENER, secret $SECRET"',
    ].join('\n');
    const bash = { command: 'bash', args: ['-eu'] };
    const { code, printed } = await runProgram(bash, [], script);
    expect([code, printed]).toEqual([
      0,
      expect.stringMatching(/^listener whl_\S{22}, secret whsec_\S{44}$/m),
    ]);
    // The stream is the only one that does not end by itself.
    expect(readFileSync(faults, 'utf8')).toBe('curl ended with 28\n');
    expect(printed).toContain('"eventCode":"webhook.test"');
    expect(printed).toContain('"replayed":');
    expect(printed).toMatch(/^id: \d+\nevent: entitlement\.seat\.activated\ndata: \{"eventId":"event_/m);
    expect(printed).toContain(told.body.eventId);
    expect(JSON.parse(readFileSync(join(folder, 'account-key.json'), 'utf8'))).toMatchObject({ kty: 'RSA' });
  });
});
