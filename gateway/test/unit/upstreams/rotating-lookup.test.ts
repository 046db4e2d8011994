import type { LookupAddress } from 'node:dns';
import { createRotatingLookup } from '../../../src/upstreams/rotating-lookup';

const replicas: readonly LookupAddress[] = ['10.0.0.3', '10.0.0.1', '10.0.0.2'].map((address) => ({
  address,
  family: 4,
}));

type Looked = Parameters<Parameters<ReturnType<typeof createRotatingLookup>>[2]>;

function createLookup(addresses: readonly LookupAddress[] = replicas) {
  const lookup = createRotatingLookup((_hostname, _options, callback) => {
    callback(null, [...addresses]);
  });
  return (all: boolean) =>
    new Promise<Looked[1]>((resolve) => {
      lookup('orders-service', { all }, (_error, address) => resolve(address));
    });
}

describe('the lookup of a service', () => {
  it('gives each connection the next replica, whatever order the system has them in', async () => {
    const look = createLookup();
    const given = [await look(false), await look(false), await look(false), await look(false)];
    expect(given).toEqual(['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.1']);
  });

  it('lets the other replicas follow, for the case that one refuses', async () => {
    const look = createLookup();
    await look(true);
    const addresses = (await look(true)) as LookupAddress[];
    expect(addresses.map(({ address }) => address)).toEqual(['10.0.0.2', '10.0.0.3', '10.0.0.1']);
  });

  it('passes on that a name has no address', async () => {
    const failure = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
    const lookup = createRotatingLookup((_hostname, _options, callback) => callback(failure, []));
    const error = await new Promise((resolve) => lookup('nowhere', {}, resolve));
    expect(error).toBe(failure);
  });
});
