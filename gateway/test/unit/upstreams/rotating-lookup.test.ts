import type { LookupAddress } from 'node:dns';
import { createRotatingLookup } from '../../../src/upstreams/rotating-lookup';

const replicas: readonly LookupAddress[] = ['10.0.0.3', '10.0.0.1', '10.0.0.2'].map((address) => ({
  address,
  family: 4,
}));

type LookupResult = Parameters<Parameters<ReturnType<typeof createRotatingLookup>>[2]>;

function createLookup(addresses: readonly LookupAddress[] = replicas) {
  const lookup = createRotatingLookup((_hostname, _options, callback) => {
    callback(null, [...addresses]);
  });
  return (all: boolean) =>
    new Promise<LookupResult[1]>((resolve) => {
      lookup('orders-service', { all }, (_error, address) => resolve(address));
    });
}

describe('createRotatingLookup', () => {
  it('returns the next replica to each connection, in an order independent of the system', async () => {
    const lookup = createLookup();
    const addresses = [
      await lookup(false),
      await lookup(false),
      await lookup(false),
      await lookup(false),
    ];
    expect(addresses).toEqual(['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.1']);
  });

  it('returns the other replicas after the next one if Node requests all addresses', async () => {
    const lookup = createLookup();
    await lookup(true);
    const addresses = (await lookup(true)) as LookupAddress[];
    expect(addresses.map(({ address }) => address)).toEqual(['10.0.0.2', '10.0.0.3', '10.0.0.1']);
  });

  it('returns the error of a name without addresses', async () => {
    const failure = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
    const lookup = createRotatingLookup((_hostname, _options, callback) => callback(failure, []));
    const error = await new Promise((resolve) => lookup('nowhere', {}, resolve));
    expect(error).toBe(failure);
  });
});
