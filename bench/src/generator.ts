import { connect, type Socket } from 'node:net';

/** What a connection sends, again and again with other digits in it. */
export interface Requests {
  /** The bytes of a request, head included. */
  readonly template: Buffer;
  /** Makes the next request of a copy of the template: of one that made others before, too. */
  readonly next: (request: Buffer) => void;
}

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
  readonly requests: Requests;
}

export interface Measured {
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** All answers, those of the warm-up and after the end of the measurement included. */
  readonly answers: number;
}

/** Of each connection: more than an answer of the bench has, so that one is seldom read in two. */
const readBytes = 16 * 1024;
const headEnd = Buffer.from('\r\n\r\n');
/** As the servers of the bench write it. */
const lengthHeader = Buffer.from('\r\ncontent-length: ');
const [digit0, digit9] = [0x30, 0x39];

/** The smallest of the sorted values that `share` (0 to 1) of them do not exceed; NaN for none. */
export const percentile = (sorted: ArrayLike<number>, share: number): number =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;

/** The bytes of an answer, or null while its head has not come whole. @throws Error for one of another status. */
const answerLength = (bytes: Buffer, expectedStart: Buffer): number | null => {
  const headLength = bytes.indexOf(headEnd);
  if (headLength < 0) return null;
  const isExpected = bytes.compare(expectedStart, 0, expectedStart.length, 0, expectedStart.length) === 0;
  const lengthAt = bytes.indexOf(lengthHeader);
  if (!isExpected || lengthAt < 0 || lengthAt > headLength)
    throw new Error(`expected an answer ${expectedStart}of a known length, got: ${bytes}`);
  let bodyLength = 0;
  for (let at = lengthAt + lengthHeader.length; ; at++) {
    const byte = bytes[at] ?? 0;
    if (byte < digit0 || byte > digit9) return headLength + headEnd.length + bodyLength;
    bodyLength = bodyLength * 10 + byte - digit0;
  }
};

/**
 * A function that is given what a connection reads, as it comes, and calls back when an answer has come whole. What it
 * is given is overwritten by the next read, so a head that is cut is copied; of a body only the length matters.
 */
const createAnswerReader = (status: number, onAnswer: () => void): ((chunk: Buffer) => void) => {
  const expectedStart = Buffer.from(`HTTP/1.1 ${status} `);
  let cutHead: Buffer | null = null;
  let bytesLeft = 0;
  return (chunk) => {
    if (bytesLeft > 0) bytesLeft -= chunk.length;
    else {
      const bytes: Buffer = cutHead ? Buffer.concat([cutHead, chunk]) : chunk;
      const length = answerLength(bytes, expectedStart);
      cutHead = length === null ? Buffer.from(bytes) : null;
      if (length === null) return;
      bytesLeft = length - bytes.length;
    }
    if (bytesLeft < 0) throw new Error('more was answered than was asked');
    if (bytesLeft === 0) onAnswer();
  };
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
    const openConnection = () => {
      // One buffer to write from and one to read into: what was written is gone when it is answered.
      const request = Buffer.from(load.requests.template);
      const answer = Buffer.alloc(readBytes);
      let sentAt = 0;
      let isDone = false;
      const send = () => {
        load.requests.next(request);
        sentAt = performance.now();
        socket.write(request);
      };
      const read = createAnswerReader(load.status, () => {
        const now = performance.now();
        answers += 1;
        if (now >= measureFrom && now < measureUntil) latencies.push(now - sentAt);
        if (now < measureUntil) {
          send();
          return;
        }
        isDone = true;
        socket.destroy();
        open -= 1;
        if (open === 0) finish();
      });
      const onRead = (count: number) => {
        try {
          read(answer.subarray(0, count));
        } catch (fault) {
          fail(fault as Error);
        }
        return true;
      };
      const socket = connect({
        port: load.port,
        host: '127.0.0.1',
        noDelay: true,
        // Past the stream, which would make a buffer for each read.
        onread: { buffer: answer, callback: onRead },
      });
      sockets.push(socket);
      socket.on('connect', send);
      socket.on('error', fail);
      socket.on('close', () => {
        if (!isDone) fail(new Error('a connection was closed before its answer'));
      });
    };
    for (let index = 0; index < load.connections; index++) openConnection();
  });
