import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { Problem } from './problem.ts';
import { sessionKey } from './session.ts';

const triesMax = 3;
/** Figures of a page that was just left and is opened again are shown while newer ones come. */
const freshMs = 5_000;

/** Worth another try by itself: the server is restarting or busy. */
const isPassing = (error: unknown): boolean =>
  error instanceof Problem && [0, 429, 502, 503, 504].includes(error.status);

export const createClient = (onSignedOut: () => void): QueryClient => {
  const notice = (error: unknown) => {
    if (!(error instanceof Problem) || error.code !== 'unauthenticated') return;
    if (!client.getQueryData(sessionKey)) return;
    client.setQueryData(sessionKey, null);
    onSignedOut();
  };
  const client = new QueryClient({
    queryCache: new QueryCache({ onError: notice }),
    mutationCache: new MutationCache({ onError: notice }),
    defaultOptions: {
      queries: { staleTime: freshMs, retry: (count, error) => isPassing(error) && count < triesMax },
    },
  });
  return client;
};
