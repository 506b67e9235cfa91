import { operationPaths } from 'virtual:leeway-operations';
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useMay } from '../../api/session.ts';

/**
 * Keeps an open page current: what it shows is read anew within moments of an event. The stream says only that something
 * happened, the figures come from the same questions as ever. A hidden page holds no stream, because a browser opens six
 * connections to a host in all its tabs; it is read anew when it is looked at again.
 */

/** A burst of events is one reading, and a busy account is read so often at most. */
const gatherMs = 200;
const pauseMs = 1_000;
const reconnectMs = 2_000;
/** Derived figures follow the log within so much: after the last event of a burst they are read once more. */
const derivedMs = 5_000;

/** Answers about long times, which one more seat does not change; and who is signed in. */
const steady = new Set(['session', 'askWhatIf', 'getRenewalInsight', 'listProducts', 'listUsers']);

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });

const readAnew = (client: QueryClient): Promise<void> =>
  // A reading under way is finished, so that a busy account does not keep its pages waiting for ever.
  client.invalidateQueries(
    { predicate: ({ queryKey }) => !steady.has(String(queryKey[0])) },
    { cancelRefetch: false },
  );

/** Reads anew whenever told, once at a time. */
const reader = (client: QueryClient, signal: AbortSignal) => {
  let isTold = false;
  let isReading = false;
  let later: ReturnType<typeof setTimeout> | undefined;
  const read = async () => {
    isReading = true;
    while (isTold && !signal.aborted) {
      await pause(gatherMs, signal);
      isTold = false;
      if (!signal.aborted) await readAnew(client);
      await pause(pauseMs, signal);
    }
    isReading = false;
    clearTimeout(later);
    later = setTimeout(() => !signal.aborted && void readAnew(client), derivedMs);
  };
  return () => {
    isTold = true;
    if (!isReading) void read();
  };
};

/** Calls back with each portion of events, until the stream ends. */
const follow = async (signal: AbortSignal, onOpen: () => void, onEvents: () => void): Promise<void> => {
  const [, path = ''] = (operationPaths.listEvents ?? '').split(' ');
  const response = await fetch(path, { headers: { accept: 'text/event-stream' }, signal });
  const source = response.ok ? response.body?.pipeThrough(new TextDecoderStream()).getReader() : undefined;
  if (!source) return;
  onOpen();
  for (let part = await source.read(); !part.done; part = await source.read()) {
    if (part.value.includes('data:')) onEvents();
  }
};

/** Follows until told to stop; begins again when the server was away, and then reads what was missed. */
const keepFollowing = async (client: QueryClient, signal: AbortSignal, isFirst: boolean): Promise<void> => {
  const tell = reader(client, signal);
  let isOpenedBefore = !isFirst;
  const onOpen = () => {
    if (isOpenedBefore) tell();
    isOpenedBefore = true;
  };
  while (!signal.aborted) {
    await follow(signal, onOpen, tell).catch(() => undefined);
    await pause(reconnectMs, signal);
  }
};

export const useLive = (): void => {
  const client = useQueryClient();
  const mayFollow = useMay('events:follow');
  useEffect(() => {
    if (!mayFollow) return;
    let following: AbortController | null = null;
    let isFirst = true;
    const begin = () => {
      if (document.hidden) {
        following?.abort();
        following = null;
        return;
      }
      if (following) return;
      following = new AbortController();
      void keepFollowing(client, following.signal, isFirst);
      isFirst = false;
    };
    begin();
    document.addEventListener('visibilitychange', begin);
    return () => {
      document.removeEventListener('visibilitychange', begin);
      following?.abort();
    };
  }, [client, mayFollow]);
};
