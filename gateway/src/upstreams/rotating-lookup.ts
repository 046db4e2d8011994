import { type LookupAddress, lookup as lookupHost } from 'node:dns';
import type { LookupFunction } from 'node:net';

type Resolve = (
  hostname: string,
  options: { readonly all: true; readonly family: 0 | 4 | 6 },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * Spreads connections over the replicas behind one name: each begins with the next of its
 * addresses.
 *
 * A name server that rotates its answers does not: the system sorts them by their likeness to our
 * own address (RFC 6724, rule 9), so that on one network each connection would go to the same
 * replica. Where all are asked for, the others follow in turn, for Node to try when one refuses.
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
