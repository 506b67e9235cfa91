import { BlockList, isIP } from 'node:net';

/** Addresses that belong to a private network or to this machine: nobody outside may have the server call them. */

const subnets: readonly [network: string, bits: number, family: 'ipv4' | 'ipv6'][] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  // shared by the customers of a carrier
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  // link-local, and with it the metadata services of clouds
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  // multicast and reserved
  ['224.0.0.0', 3, 'ipv4'],
  // this machine, and IPv4 in IPv6 as it is no longer written
  ['::', 96, 'ipv6'],
  ['::ffff:0:0:0', 96, 'ipv6'],
  ['64:ff9b:1::', 48, 'ipv6'],
  ['100::', 64, 'ipv6'],
  ['2001::', 32, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['fec0::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
];

/** An IPv4 address written as IPv6 (`::ffff:127.0.0.1`) is checked as IPv4 by the list itself. */
const privateAddresses = new BlockList();
for (const [network, bits, family] of subnets) {
  privateAddresses.addSubnet(network, bits, family);
  if (family === 'ipv6') continue;
  // The same behind a translator (NAT64) and a relay (6to4), which carry the address within their own.
  privateAddresses.addSubnet(`64:ff9b::${network}`, 96 + bits, 'ipv6');
  const [a = 0, b = 0, c = 0, d = 0] = network.split('.').map(Number);
  const within = `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  privateAddresses.addSubnet(`2002:${within}::`, 16 + bits, 'ipv6');
}

/** Names of no public zone (RFC 6761, RFC 8375, and the one ICANN keeps free for private use). */
const privateName = /(?:^|\.)(?:localhost|local|internal|intranet|lan|home|corp|home\.arpa)$/;

/** Whether an address, such as a name was looked up to, is private; so is what is no address. */
export const isPrivateAddress = (address: string): boolean => {
  const version = isIP(address);
  return version === 0 || privateAddresses.check(address, version === 4 ? 'ipv4' : 'ipv6');
};

/** Whether a host as the URL class writes it (lower case, IPv6 in brackets) is private on the face of it. */
export const isPrivateHost = (hostname: string): boolean => {
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  return isIP(host) === 0 ? privateName.test(host) || !host.includes('.') : isPrivateAddress(host);
};
