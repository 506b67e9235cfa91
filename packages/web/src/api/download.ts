import { problemOf, unreachable } from './problem.ts';
import { csrfHeader } from './send.ts';

/** Saves the file an operation answers, for operations that are asked with a body. @throws Problem */
export const download = async (
  method: string,
  path: string,
  fileName: string,
  body: unknown,
): Promise<void> => {
  const headers = { 'content-type': 'application/json', [csrfHeader]: '1' };
  const response = await fetch(path, { method, headers, body: JSON.stringify(body) }).catch(() => {
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
