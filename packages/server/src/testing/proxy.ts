import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A PostgreSQL behind a door that a test can shut: what callers see of a database that is down and comes back. */
export interface Proxy {
  readonly url: string;
  open(): Promise<void>;
  /** Refuses new connections and breaks the present ones. */
  shut(): Promise<void>;
}

const targetOf = (url: string): { path: string } | { host: string; port: number } => {
  const query = new URLSearchParams(url.split('?')[1]);
  const socketFolder = query.get('host');
  if (socketFolder) return { path: `${socketFolder}/.s.PGSQL.${query.get('port') ?? 5432}` };
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port || 5432) };
};

/**
 * @param url of a database, also one behind a unix socket
 * @param port a free port of 127.0.0.1
 */
export const createProxy = (url: string, port: number): Proxy => {
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  const keep = (socket: Socket, other: () => Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      sockets.delete(socket);
      other().destroy();
    });
  };
  const [, user = '', name = ''] = url.match(/^\w+:\/\/(?:([^@/]*)@)?[^/]*\/([^?]*)/) ?? [];
  return {
    url: `postgresql://${user}@127.0.0.1:${port}/${name}`,
    async open() {
      server = createServer((caller) => {
        const database = connect(targetOf(url));
        keep(caller, () => database);
        keep(database, () => caller);
        caller.pipe(database).pipe(caller);
      });
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
    },
    async shut() {
      if (!server) return;
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
      server = undefined;
    },
  };
};
