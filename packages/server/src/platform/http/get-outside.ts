import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isPrivateHost } from '../private-address.ts';
import { publicLookup } from './public-lookup.ts';

/** How far a request to a URL that somebody else chose may go. */
export interface OutsideLimits {
  /** Private and loopback addresses, and plain http to loopback. */
  readonly allowPrivate: boolean;
  /** For the whole answer. */
  readonly timeoutMs: number;
  readonly bytesMax: number;
}

export interface OutsideAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface OutsideRequest {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Why a URL may not be called, or null. */
export const outsideFault = (text: string, allowPrivate: boolean): string | null => {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol)) return 'must be an https URL';
  if (url.username !== '' || url.password !== '') return 'must not hold a user name or a password';
  const isPrivate = isPrivateHost(url.hostname);
  if (isPrivate && !allowPrivate) return `${url.hostname} is a private address`;
  return url.protocol === 'https:' || isPrivate ? null : 'must be an https URL';
};

const readBody = async (answer: IncomingMessage, bytesMax: number): Promise<string> => {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of answer as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > bytesMax) throw new Error(`the answer has more than ${bytesMax} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
};

/** Sends a request, following no redirect. Throws what went wrong: refused, not reachable, too slow, too large. */
export const askOutside = async (
  url: string,
  { method, headers, body }: OutsideRequest,
  limits: OutsideLimits,
): Promise<OutsideAnswer> => {
  const { allowPrivate, timeoutMs, bytesMax } = limits;
  const fault = outsideFault(url, allowPrivate);
  if (fault) throw new Error(`${url}: ${fault}`);
  const request = url.startsWith('https:') ? httpsRequest : httpRequest;
  const signal = AbortSignal.timeout(timeoutMs);
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const options = { method, headers, signal, ...(allowPrivate ? {} : { lookup: publicLookup() }) };
    request(url, options, resolve).on('error', reject).end(body);
  });
  return {
    status: answer.statusCode ?? 0,
    headers: answer.headers,
    body: await readBody(answer, bytesMax),
  };
};

/** GETs a URL as `askOutside` does. */
export const getOutside = (url: string, limits: OutsideLimits): Promise<OutsideAnswer> =>
  askOutside(url, { method: 'GET', headers: { accept: 'application/json' } }, limits);
