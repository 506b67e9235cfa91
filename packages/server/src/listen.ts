import { createServer } from 'node:net';
import type { Config } from './config.ts';

/** The server cannot listen; the message is a sentence for the operator. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
}

/** What is wrong with the address, as a sentence where there is one. */
export const listenFault = ({ host, port }: Config, error: NodeJS.ErrnoException): unknown => {
  const sentences: Record<string, string> = {
    EADDRINUSE: `Port ${port} on ${host} is taken by another program. Stop that one, or set PORT to a free port.`,
    EACCES: `This user may not listen on port ${port}. Set PORT to one above 1023.`,
    EADDRNOTAVAIL: `${host} is no address of this machine. Set LEEWAY_HOST to one of its own, for example 127.0.0.1.`,
    ENOTFOUND: `The host name ${host} is not known. Set LEEWAY_HOST to an address, for example 127.0.0.1.`,
  };
  const sentence = sentences[error.code ?? ''];
  return sentence ? new ListenError(sentence, { cause: error }) : error;
};

/** Tells a taken port before the database is started and the demo filled. */
export const assertCanListen = async (config: Config): Promise<void> => {
  const probe = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      probe.once('error', reject);
      probe.listen({ host: config.host, port: config.port }, resolve);
    });
  } catch (error) {
    throw listenFault(config, error as NodeJS.ErrnoException);
  }
  await new Promise((resolve) => probe.close(resolve));
};
