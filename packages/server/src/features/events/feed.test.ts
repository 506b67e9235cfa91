import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { accessTokenSeconds } from '@leeway/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../platform/ids.ts';
import { type CheckedApi, checkedApi, faultyFields, strangersApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { sell } from '../../testing/sell.ts';
import { openFeed } from './feed-store.ts';
import { seatEvent, tell } from './testing/receiver.ts';

let leeway: Leeway;
let api: CheckedApi;
beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
});
afterAll(() => leeway?.stop());

/** Node shows its collector only when asked. */
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const pull = async (query = '') => (await api('listEvents', `GET /api/v1/events${query}`)).body;
const last = async () => (await pull('?after=0&pageSize=1000')).lastPosition as number;
const seats = (entitlementId: string, from: number, count: number) =>
  Array.from({ length: count }, (_, index) =>
    seatEvent(leeway.clock.now(), entitlementId, BigInt(from + index)),
  );

interface Frame {
  readonly id: string;
  readonly event: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever members it asserts on
  readonly data: any;
}

/** Reads a stream of events until it has `count`, or until it ends. */
const read = async (count: number, query = '', headers: Record<string, string> = {}, onOpen = () => {}) => {
  const leaving = new AbortController();
  const response = await fetch(`${leeway.baseUrl}/api/v1/events${query}`, {
    headers: { accept: 'text/event-stream', authorization: `Bearer ${leeway.token}`, ...headers },
    signal: leaving.signal,
  });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  onOpen();
  const frames: Frame[] = [];
  let text = '';
  const decoder = new TextDecoder();
  for await (const part of response.body ?? []) {
    text += decoder.decode(part, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks.filter((each) => each.startsWith('id:'))) {
      const [id = '', event = '', data = ''] = block.split('\n').map((line) => line.replace(/^\w+: /, ''));
      frames.push({ id, event, data: JSON.parse(data) });
    }
    if (frames.length >= count) break;
  }
  leaving.abort();
  return frames;
};

describe('a pull of events', () => {
  it('goes through them page by page in the order they were told, and tells where to go on', async () => {
    const entitlementId = newId('ent');
    const after = await last();
    await tell(leeway, seats(entitlementId, 1, 25));
    const sequences: number[] = [];
    let position = after;
    for (let hasMore = true; hasMore; ) {
      const page = await pull(`?after=${position}&pageSize=10`);
      expect(page.items.length).toBeLessThanOrEqual(10);
      sequences.push(...page.items.map((event: { sequence: number }) => event.sequence));
      ({ lastPosition: position, hasMore } = page);
    }
    expect(sequences).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
    expect((await pull(`?after=${position}`)).items).toEqual([]);
  });

  it('filters by code and entitlement, and still goes on behind what it left out', async () => {
    const [mine, other] = [newId('ent'), newId('ent')];
    const after = await last();
    await tell(leeway, [...seats(mine, 1, 2), ...seats(other, 1, 3)]);
    const page = await pull(`?after=${after}&entitlementId=${mine}`);
    expect(page.items.map((event: { entitlementId: string }) => event.entitlementId)).toEqual([mine, mine]);
    expect(page.lastPosition).toBe(await last());
    const none = await pull(`?after=${after}&eventCode=customer.created,customer.updated`);
    expect(none).toMatchObject({ items: [], lastPosition: await last(), hasMore: false });
    const refused = await api('listEvents', 'GET /api/v1/events?eventCode=customer.vanished');
    expect(refused.status).toBe(422);
    expect(faultyFields(refused)).toEqual(['eventCode.0']);
  });

  it('carries integers exactly', async () => {
    const after = await last();
    await tell(leeway, seats(newId('ent'), 1, 1));
    const response = await fetch(`${leeway.baseUrl}/api/v1/events?after=${after}`, {
      headers: { authorization: `Bearer ${leeway.token}` },
    });
    expect(await response.text()).toContain('"units": 9007199254740993');
  });

  it('is of one tenant, and needs its scope', async () => {
    await tell(leeway, seats(newId('ent'), 1, 1));
    const stranger = await strangersApi(leeway);
    expect((await stranger('listEvents', 'GET /api/v1/events')).body.items).toEqual([]);
    const { clientId, clientSecret } = leeway.client;
    const token = await leeway.tokenFor(clientId, clientSecret, 'entitlements:read');
    const answer = await leeway.api('GET', '/api/v1/events', undefined, { authorization: `Bearer ${token}` });
    expect(answer.status).toBe(403);
  });

  it('begins what is told: nothing of before, everything after', async () => {
    const sold = await sell(leeway, { seatCount: 2 });
    await openFeed(leeway.database, leeway.tenantId);
    await leeway.runStep('events.tell');
    const after = await last();
    await sold.activate('A');
    await leeway.runStep('events.tell');
    const codes = (await pull(`?after=${after}`)).items.map(
      (event: { eventCode: string }) => event.eventCode,
    );
    expect(codes).toContain('entitlement.seat.activated');
  });
});

describe('a stream of events', () => {
  it('sends what comes, and goes on from where a reader was interrupted, without gap or repetition', async () => {
    const entitlementId = newId('ent');
    const ids: string[] = [];
    const sequences: number[] = [];
    let toldUntil = 1;
    for (let round = 0; round < 8; round += 1) {
      const resume = ids.at(-1);
      const frames = read(
        13,
        `?entitlementId=${entitlementId}`,
        resume ? { 'last-event-id': resume } : {},
        () => void tell(leeway, seats(entitlementId, toldUntil, 20)),
      );
      for (const { id, event, data } of await frames) {
        expect(event).toBe('entitlement.seat.activated');
        expect(String(data.position)).toBe(id);
        ids.push(id);
        sequences.push(data.sequence);
      }
      toldUntil += 20;
    }
    expect(sequences.length).toBeGreaterThanOrEqual(8 * 13);
    expect(sequences).toEqual(sequences.map((_, index) => index + 1));
  });

  it('begins at a position that is asked for', async () => {
    const entitlementId = newId('ent');
    const after = await last();
    await tell(leeway, seats(entitlementId, 1, 3));
    const frames = await read(3, `?after=${after}&eventCode=entitlement.seat.activated`);
    expect(frames.map(({ data }) => data.sequence)).toEqual([1, 2, 3]);
  });

  it('ends when the token does', async () => {
    const reading = read(1_000_000, '', {}, () => leeway.clock.advance(accessTokenSeconds * 1000 + 1));
    await reading;
  });

  it('is cut off from a reader that takes nothing, which costs no more than a page', async () => {
    const entitlementId = newId('ent');
    const after = await last();
    const filler = 'x'.repeat(60_000);
    const big = seats(entitlementId, 1, 400).map((event) => ({ ...event, payload: { filler } }));
    await tell(leeway, big);
    const token = await leeway.tokenFor(leeway.client.clientId, leeway.client.clientSecret);
    const { port, hostname } = new URL(leeway.baseUrl);
    const accepted = once(leeway.app.server, 'connection');
    const socket = connect(Number(port), hostname).pause();
    const [served] = (await accepted) as [Socket];
    const cut = once(served, 'close');
    socket.write(
      `GET /api/v1/events?after=${after} HTTP/1.1\r\nhost: x\r\naccept: text/event-stream\r\n` +
        `authorization: Bearer ${token}\r\n\r\n`,
    );
    await once(served, 'data');
    // What measures the patience must be held by more than what it may interrupt.
    const collecting = setInterval(collectGarbage, 500);
    await cut.finally(() => clearInterval(collecting));
    expect(served.bytesWritten).toBeLessThan(400 * filler.length);
    socket.destroy();
  }, 120_000);
});
