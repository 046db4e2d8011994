import { readConfig } from '../../src/config';

describe('the configuration', () => {
  it('runs on one machine with nothing set', () => {
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

  it('takes a rate limit', () => {
    expect(readConfig({ RATE_LIMIT_PER_MINUTE: '600' }).RATE_LIMIT_PER_MINUTE).toBe(600);
  });

  it('refuses addresses that are no base addresses', () => {
    expect(() => readConfig({ ORDERS_URL: 'orders:5001', PAYMENTS_URL: 'http://p/x' })).toThrow(
      /ORDERS_URL.*PAYMENTS_URL/s,
    );
  });
});
