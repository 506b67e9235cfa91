import { type LookupAddress, type LookupAllOptions, lookup as lookupByDns } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isPrivateAddress } from '../private-address.ts';

/** Finds all addresses of a name, as `lookup` of node:dns does. */
export type LookupAll = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => void,
) => void;

/** An address that somebody else chose and that nobody outside may have the server call. */
export class PrivateAddressError extends Error {
  override readonly name = 'PrivateAddressError';
}

/**
 * Looks a name up once and refuses it when any of its addresses is private, so that no name can lead where a literal
 * address may not. The connection goes to the addresses that were checked: a second answer of the name's server is
 * never asked for. Addresses that are written as such are not looked up; who calls checks them before.
 */
export const publicLookup =
  (lookup: LookupAll = lookupByDns): LookupFunction =>
  (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      const [first] = found ?? [];
      if (error || !first) return callback(error ?? new Error(`${hostname} has no address`), '');
      const refused = found.find(({ address }) => isPrivateAddress(address));
      if (refused) {
        const sentence = `${hostname} is at a private address, ${refused.address}`;
        return callback(new PrivateAddressError(sentence), '');
      }
      return options.all ? callback(null, found) : callback(null, first.address, first.family);
    });
  };
