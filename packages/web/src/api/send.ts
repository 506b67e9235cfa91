import { Problem, problemOf, unreachable } from './problem.ts';

/** A session cookie counts for a change only together with this header; see docs/reference/administration.md. */
export const csrfHeader = 'x-leeway-csrf';

export interface Sent {
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** One request to the server the page came from. @throws Problem */
export const send = async (method: string, path: string, { body, signal }: Sent = {}): Promise<unknown> => {
  const isForm = body instanceof FormData;
  const request: RequestInit = {
    method,
    headers: {
      accept: 'application/json',
      // As the page speaks, which its reader may have chosen other than the browser does.
      'accept-language': document.documentElement.lang || 'en',
      [csrfHeader]: '1',
      ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
  };
  const response = await fetch(path, request).catch((error) => {
    if (signal?.aborted) throw error;
    throw unreachable();
  });
  if (!response.ok) throw await problemOf(response);
  const text = await response.text();
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem(response.status, 'internal', 'The answer cannot be read', 'It is not valid JSON.');
  }
};
