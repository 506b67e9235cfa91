import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * A process of its own that receives events, on as many ports as its argument says: a listener each. Tells its parent
 * the ports, and then what came when, as soon as there is as much as the parent expects.
 */

/** An event as it arrived. */
export interface Receipt {
  /** Which of the ports, from 0. */
  readonly listener: number;
  readonly entitlementId: string;
  readonly sequence: number;
  /** Epoch ms. */
  readonly at: number;
}

export interface Received {
  readonly receipts: readonly Receipt[];
  /** The last request, to be sent again by who wants to know what that takes. */
  readonly sample: Sample;
}

export interface Sample {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Expected {
  readonly count: number;
  /** What has come until then is told, be it less. */
  readonly timeoutMs: number;
}

/** The headers that are not made anew by each client. */
const isKept = (name: string) => /^(content-type|user-agent|n-signature|webhook-.*)$/.test(name);

let receipts: Receipt[] = [];
let sample: Sample = { headers: {}, body: '' };
let onReceipt = () => {};

const receive = (listener: number, { headers }: IncomingMessage, body: string): void => {
  const { resourceId: entitlementId, sequence } = JSON.parse(body) as {
    resourceId: string;
    sequence: number;
  };
  const kept = Object.entries(headers).filter(([name]) => isKept(name));
  sample = { headers: Object.fromEntries(kept) as Record<string, string>, body };
  receipts.push({ listener, entitlementId, sequence, at: Date.now() });
  onReceipt();
};

const listen = async (listener: number): Promise<number> => {
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (part: string) => {
      body += part;
    });
    request.on('end', () => {
      receive(listener, request, body);
      response.writeHead(204).end();
    });
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
};

process.on('message', ({ count, timeoutMs }: Expected) => {
  const tell = () => {
    clearTimeout(timer);
    onReceipt = () => {};
    process.send?.({ receipts, sample } satisfies Received);
    receipts = [];
  };
  const timer = setTimeout(tell, timeoutMs);
  onReceipt = () => {
    if (receipts.length >= count) tell();
  };
  onReceipt();
});
// The parent is gone, or has what it wanted.
process.on('disconnect', () => process.exit());

const ports: number[] = [];
for (let listener = 0; listener < Number(process.argv[2]); listener += 1) ports.push(await listen(listener));
process.send?.({ ports });
