import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isPrivateAddress } from '../private-address.ts';
import { type LookupAll, PrivateAddressError, publicLookup } from './public-lookup.ts';

/** How far a POST to a URL that somebody else chose may go. */
export interface PosterOptions {
  /** Loopback and private addresses too. */
  readonly allowPrivate: boolean;
  /** From connecting to the end of the answer. */
  readonly timeoutMs: number;
  /** Of the answer this much is read. */
  readonly answerBytesMax: number;
  /** At a time, to one host and port. */
  readonly connectionsMax: number;
  /** How names are looked up when private addresses are refused; node:dns when left out. */
  readonly lookup?: LookupAll;
}

export interface PostAnswer {
  readonly status: number;
  /** Where a redirect points, which is not followed. */
  readonly location: string | null;
  /** The beginning of the body as text that a database keeps: no NUL, no broken characters. */
  readonly text: string;
}

export interface Poster {
  /** Throws an Error whose message says why there was no answer: refused, not reachable, too slow. */
  post(url: string, headers: Readonly<Record<string, string>>, body: Buffer): Promise<PostAnswer>;
  /** Ends idle connections. */
  close(): void;
}

const idleMs = 30_000;

const assertPublic = (hostname: string): void => {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && isPrivateAddress(host)) {
    throw new PrivateAddressError(`${host} is a private address`);
  }
};

const readStart = async (answer: IncomingMessage, bytesMax: number): Promise<string> => {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of answer as AsyncIterable<Buffer>) {
    parts.push(part);
    bytes += part.length;
    // Leaving the loop ends the connection: the rest is not waited for.
    if (bytes > bytesMax) break;
  }
  const start = Buffer.concat(parts).subarray(0, bytesMax);
  // As a stream, so that a character cut in two at the end is left off.
  return new TextDecoder().decode(start, { stream: true }).replaceAll('\0', '\uFFFD');
};

/** Several addresses that cannot be reached are one error without a message of its own. */
const reasonOf = (error: unknown): string => {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(reasonOf).join('; ');
  return error instanceof Error ? error.message : String(error);
};

/** The other side closed the kept connection when it was used again, most likely without having seen the request. */
const isStale = (error: unknown): boolean =>
  /^(ECONNRESET|EPIPE)$/.test((error as NodeJS.ErrnoException).code ?? '');

class StaleConnection extends Error {}

/** POSTs over kept connections. Redirects are not followed. */
export const createPoster = (options: PosterOptions): Poster => {
  const { allowPrivate, timeoutMs, answerBytesMax, connectionsMax, lookup } = options;
  const kept = { keepAlive: true, maxSockets: connectionsMax, timeout: idleMs };
  const agents = { http: new HttpAgent(kept), https: new HttpsAgent(kept) };
  const guard: { lookup?: LookupFunction } = allowPrivate ? {} : { lookup: publicLookup(lookup) };

  const send = (
    url: URL,
    headers: Readonly<Record<string, string>>,
    body: Buffer,
    signal: AbortSignal,
    isFresh: boolean,
  ): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const isSecure = url.protocol === 'https:';
      const agent = isFresh ? false : isSecure ? agents.https : agents.http;
      const asked = { method: 'POST', agent, signal, headers, ...guard };
      const request = (isSecure ? httpsRequest : httpRequest)(url, asked, resolve);
      request.on('error', (error) => {
        reject(request.reusedSocket && isStale(error) ? new StaleConnection() : error);
      });
      request.end(body);
    });

  const post: Poster['post'] = async (address, extra, body) => {
    const url = new URL(address);
    if (!allowPrivate) assertPublic(url.hostname);
    const headers = { ...extra, 'content-length': String(body.length) };
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const answer = await send(url, headers, body, signal, false).catch((error) => {
        if (error instanceof StaleConnection) return send(url, headers, body, signal, true);
        throw error;
      });
      const text = await readStart(answer, answerBytesMax);
      return { status: answer.statusCode ?? 0, location: answer.headers.location ?? null, text };
    } catch (error) {
      if (error instanceof PrivateAddressError) throw error;
      if (signal.aborted) throw new Error(`no complete answer within ${timeoutMs / 1000} s`);
      throw new Error(reasonOf(error), { cause: error });
    }
  };

  const close = () => {
    agents.http.destroy();
    agents.https.destroy();
  };

  return { post, close };
};
