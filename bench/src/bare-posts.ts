import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createPoster, type Poster } from '@leeway/server/dist/platform/http/post-outside.js';
import type { Sample } from './receiver-process.ts';

/**
 * What deliveries are compared with: the same requests by the same HTTP client, with no database behind them. With or
 * without a signature made for each, which takes more processor time than all the rest of a request.
 */

/** At a time to one listener, as the product allows. */
const requestsPerListenerMax = 10;

export interface BarePosts {
  /** Sends `count` requests to each address, `atATime` of them at once; answers how many a second. */
  send(parts: SendParts): Promise<number>;
  stop(): Promise<void>;
}

export interface SendParts {
  readonly uris: readonly string[];
  readonly count: number;
  readonly atATime: number;
  readonly sample: Sample;
  readonly isSigned: boolean;
}

const signatureOf = (body: Buffer, key: KeyObject): Promise<string> =>
  new Promise((resolve, reject) => {
    sign('sha256', body, key, (error, signature) =>
      error ? reject(error) : resolve(signature.toString('base64')),
    );
  });

const sendTo = async (
  poster: Poster,
  uri: string,
  { count, atATime, sample }: SendParts,
  key: KeyObject | null,
) => {
  let left = count;
  const body = Buffer.from(sample.body);
  const send = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const signature = key && (await signatureOf(body, key));
      const headers = { ...sample.headers, ...(signature && { 'n-signature': signature }) };
      const { status } = await poster.post(uri, headers, body);
      if (status !== 204) throw new Error(`expected an answer 204, got ${status}`);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atATime, requestsPerListenerMax) }, send));
};

export const createBarePosts = (): BarePosts => {
  const poster = createPoster({
    ...{
      allowPrivate: true,
      timeoutMs: 15_000,
      answerBytesMax: 4096,
      connectionsMax: requestsPerListenerMax,
    },
  });
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    send: async (parts) => {
      const startMs = performance.now();
      const key = parts.isSigned ? privateKey : null;
      await Promise.all(parts.uris.map((uri) => sendTo(poster, uri, parts, key)));
      return (parts.uris.length * parts.count) / ((performance.now() - startMs) / 1000);
    },
    stop: async () => poster.close(),
  };
};
