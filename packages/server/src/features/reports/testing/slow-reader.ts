import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';

/** Asks like a client, and takes of the answer only what it is told to. */
export const openReader = async (url: string, token: string, body: unknown) => {
  const asked = request(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  });
  asked.end(JSON.stringify(body));
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  answer.pause();
  return {
    status: answer.statusCode,
    headers: answer.headers,
    readAll: async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of answer) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks);
    },
    leave: () => {
      answer.on('error', () => undefined);
      asked.destroy();
    },
  };
};
