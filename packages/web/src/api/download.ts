import { problemOf, unreachable } from './problem.ts';
import { csrfHeader } from './send.ts';

/** Saves the file that is answered; a refusal is told rather than saved. @throws Problem */
export const download = async (
  method: string,
  path: string,
  fileName: string,
  body?: unknown,
): Promise<void> => {
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const headers = {
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    [csrfHeader]: '1',
  };
  const response = await fetch(path, { method, headers, ...sent }).catch(() => {
    throw unreachable();
  });
  if (!response.ok) throw await problemOf(response);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await response.blob());
  link.download = fileName;
  link.click();
  // The browser reads it after the click has returned.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
};
