import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/**
 * A closed-loop HTTP client of many connections: each sends its next request when it has the answer to the last. Written
 * for this bench because it must leave most of a small machine to what is measured, and because it must end with every
 * request answered, so that the answers can be counted against the rows.
 */
export interface Load {
  readonly port: number;
  readonly connections: number;
  /** Answers that arrive earlier are counted but not measured. */
  readonly warmUpMs: number;
  readonly measureMs: number;
  /** The status each answer must have. */
  readonly status: number;
  /** The bytes of the next request, head included; a buffer of its own each time. */
  readonly nextRequest: () => Buffer;
}

export interface Measured {
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** All answers, those of the warm-up and after the end of the measurement included. */
  readonly answers: number;
}

const headEnd = '\r\n\r\n';
const lengthHeader = /\r\ncontent-length: (\d+)/i;

/** The smallest of the sorted values that `share` (0 to 1) of them do not exceed; NaN for none. */
export const percentile = (sorted: ArrayLike<number>, share: number): number =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;

/** Calls back with the status of each answer of a connection; throws away the body unless the status is unexpected. */
const readAnswers = (
  socket: Socket,
  status: number,
  onAnswer: () => void,
  onFault: (fault: Error) => void,
) => {
  let pending: Buffer | null = null;
  socket.on('data', (chunk: Buffer) => {
    const bytes: Buffer = pending ? Buffer.concat([pending, chunk]) : chunk;
    pending = bytes;
    const bodyStart = bytes.indexOf(headEnd) + headEnd.length;
    if (bodyStart < headEnd.length) return;
    const head = bytes.toString('latin1', 0, bodyStart);
    const bodyLength = Number(lengthHeader.exec(head)?.[1] ?? 0);
    if (bytes.length < bodyStart + bodyLength) return;
    pending = null;
    if (head.startsWith(`HTTP/1.1 ${status} `)) onAnswer();
    else onFault(new Error(`expected an answer ${status}, got: ${bytes.toString()}`));
  });
};

/** Applies the load and measures. Rejects with the first answer of another status, or when a connection breaks. */
export const press = (load: Load): Promise<Measured> =>
  new Promise((resolve, reject) => {
    const start = performance.now();
    const measureFrom = start + load.warmUpMs;
    const measureUntil = measureFrom + load.measureMs;
    const latencies: number[] = [];
    const sockets: Socket[] = [];
    let answers = 0;
    let open = load.connections;
    const fail = (fault: Error) => {
      for (const socket of sockets) socket.destroy();
      reject(fault);
    };
    const finish = () => {
      const sorted = Float64Array.from(latencies).sort();
      resolve({
        requestsPerSecond: latencies.length / (load.measureMs / 1000),
        p50Ms: percentile(sorted, 0.5),
        p99Ms: percentile(sorted, 0.99),
        answers,
      });
    };
    const openConnection = async () => {
      const socket = connect({ port: load.port, host: '127.0.0.1', noDelay: true });
      sockets.push(socket);
      socket.on('error', fail);
      await once(socket, 'connect');
      let sentAt = 0;
      const send = () => {
        sentAt = performance.now();
        socket.write(load.nextRequest());
      };
      const onAnswer = () => {
        const now = performance.now();
        answers += 1;
        if (now >= measureFrom && now < measureUntil) latencies.push(now - sentAt);
        if (now < measureUntil) {
          send();
          return;
        }
        socket.destroy();
        open -= 1;
        if (open === 0) finish();
      };
      readAnswers(socket, load.status, onAnswer, fail);
      send();
    };
    for (let index = 0; index < load.connections; index++) openConnection().catch(fail);
  });
