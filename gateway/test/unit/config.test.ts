import { readConfig } from '../../src/config';

describe('readConfig', () => {
  it('defaults to services on the same machine and no rate limit', () => {
    expect(readConfig({})).toMatchObject({
      PORT: 5000,
      UPSTREAM_TIMEOUT_MS: 12_000,
      RATE_LIMIT_PER_MINUTE: undefined,
      upstreams: [
        { name: 'orders', url: 'http://127.0.0.1:5001', apiPrefix: '/api/orders' },
        { name: 'payments', url: 'http://127.0.0.1:5003', apiPrefix: '/api/payments' },
      ],
    });
  });

  it('reads a rate limit', () => {
    expect(readConfig({ RATE_LIMIT_PER_MINUTE: '600' }).RATE_LIMIT_PER_MINUTE).toBe(600);
  });

  it('rejects invalid base URLs and reports all of them', () => {
    expect(() => readConfig({ ORDERS_URL: 'orders:5001', PAYMENTS_URL: 'http://p/x' })).toThrow(
      /ORDERS_URL.*PAYMENTS_URL/s,
    );
  });
});
