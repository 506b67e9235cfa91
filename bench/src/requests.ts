import type { Requests } from './generator.ts';
import { type Catalogue, loadedActivationId, meteredFeatureKey, type Sold } from './load.ts';

/** Makes the requests of the scenarios: a template with some digits written over, to cost next to nothing. */

const activations = '/api/v1/entitlements/activations';

interface RequestParts {
  readonly method: 'POST' | 'PATCH';
  readonly path: string;
  readonly token: string;
  readonly body: unknown;
}

const requestBytes = ({ method, path, token, body }: RequestParts): Buffer => {
  const text = JSON.stringify(body);
  const head = [
    `${method} ${path} HTTP/1.1`,
    'host: localhost',
    `authorization: Bearer ${token}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(text)}`,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${text}`);
};

let seatsAsked = 0;

/** A seat id that was not used before, spread over the index as the ids of machines are: a bijection on 32 bits. */
const nextSeatId = (): string => {
  seatsAsked += 1;
  return (Math.imul(seatsAsked, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0');
};

/** Each request asks for a fresh seat, of one entitlement after the other. */
export const activationRequests = (
  { productId }: Pick<Catalogue, 'productId'>,
  token: string,
  sold: readonly Sold[],
): Requests => {
  const codes = sold.map(({ code }) => code);
  const template = requestBytes({
    method: 'POST',
    path: activations,
    token,
    body: {
      productId,
      activationCredentials: { type: 'activationCode', code: codes[0] },
      seatId: 'machine-00000000',
    },
  });
  const codeAt = template.indexOf(codes[0] ?? '');
  const seatAt = template.indexOf('machine-') + 'machine-'.length;
  let next = 0;
  return {
    template,
    next: (request) => {
      request.write(codes[next] ?? '', codeAt, 'latin1');
      request.write(nextSeatId(), seatAt, 'latin1');
      next = (next + 1) % codes.length;
    },
  };
};

/** Seats loaded before, asked one after the other. */
export interface LoadedSeats {
  readonly first: number;
  readonly count: number;
}

const overSeats = ({ first, count }: LoadedSeats, template: Buffer): Requests => {
  const idAt = template.indexOf(loadedActivationId(first));
  let next = 0;
  return {
    template,
    next: (request) => {
      request.write(loadedActivationId(first + next), idAt, 'latin1');
      next = (next + 1) % count;
    },
  };
};

export const refreshRequests = (token: string, seats: LoadedSeats): Requests => {
  const body = { activationId: loadedActivationId(seats.first) };
  return overSeats(seats, requestBytes({ method: 'PATCH', path: activations, token, body }));
};

export const checkoutRequests = (token: string, seats: LoadedSeats): Requests => {
  const path = `${activations}/${loadedActivationId(seats.first)}/features/checkout`;
  const body = { key: meteredFeatureKey, amount: 1 };
  return overSeats(seats, requestBytes({ method: 'PATCH', path, token, body }));
};
