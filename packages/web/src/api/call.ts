import { operationPaths } from 'virtual:leeway-operations';
import type { OperationId } from '@leeway/contract';
import { send } from './send.ts';
import type { Given, Reply } from './wire.ts';

type Values = Readonly<Record<string, unknown>>;

const withParams = (path: string, params: Values): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])));

const withQuery = (path: string, query: Values): string => {
  const set = Object.entries(query).filter(
    ([, value]) => value !== undefined && value !== null && value !== '',
  );
  if (set.length === 0) return path;
  return `${path}?${new URLSearchParams(set.map(([name, value]) => [name, String(value)]))}`;
};

interface Loose {
  readonly params?: Values;
  readonly query?: Values;
  readonly body?: unknown;
}

const addressOf = (id: OperationId, { params = {}, query = {} }: Loose): [method: string, path: string] => {
  const [method = 'GET', path = '/'] = (operationPaths[id] ?? '').split(' ');
  return [method, withQuery(withParams(path, params), query)];
};

/** Calls an operation of the contract by its id: `call('getCustomer', { params: { customerId } })`. @throws Problem */
export const call = async <Id extends OperationId>(
  id: Id,
  given: Given<Id>,
  signal?: AbortSignal,
): Promise<Reply<Id>> => {
  const loose = given as Loose;
  const [method, path] = addressOf(id, loose);
  return (await send(method, path, { body: loose.body, ...(signal ? { signal } : {}) })) as Reply<Id>;
};

/** The address of an operation that answers a file, for a link. */
export const linkTo = <Id extends OperationId>(id: Id, given: Given<Id>): string =>
  addressOf(id, given as Loose)[1];
