import { type LookupAddress, lookup as lookupHost } from 'node:dns';
import type { LookupFunction } from 'node:net';

type Resolve = (
  hostname: string,
  options: { readonly all: true; readonly family: 0 | 4 | 6 },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * Creates a DNS lookup that distributes connections over the replicas of a service. Each lookup
 * starts with the next address of the name.
 *
 * A name server that rotates its addresses is not sufficient: the operating system sorts the
 * addresses by their similarity to our own address (RFC 6724, rule 9), so that all connections
 * within a network would go to the same replica. If Node requests all addresses, it tries the next
 * one if a connection fails.
 */
export function createRotatingLookup(resolve: Resolve = lookupHost): LookupFunction {
  let turn = 0;

  return (hostname, { all, family }, callback) => {
    resolve(hostname, { all: true, family: familyOf(family) }, (error, addresses) => {
      if (error) return callback(error, []);
      const sorted = addresses.toSorted((a, b) => a.address.localeCompare(b.address));
      const start = turn++ % sorted.length;
      const rotated = [...sorted.slice(start), ...sorted.slice(0, start)];
      if (all) return callback(null, rotated);
      const [first] = rotated;
      callback(null, first?.address ?? '', first?.family);
    });
  };
}

function familyOf(family: number | 'IPv4' | 'IPv6' | undefined): 0 | 4 | 6 {
  if (family === 4 || family === 'IPv4') return 4;
  return family === 6 || family === 'IPv6' ? 6 : 0;
}
