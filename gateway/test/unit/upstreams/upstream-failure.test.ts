import { toProblem } from '../../../src/upstreams/upstream-failure';

const failWith = (code?: string) => toProblem(Object.assign(new Error('x'), { code }), 'orders');

describe('a request to a service that failed', () => {
  it.each(['EMFILE', 'ENFILE', 'ENOBUFS', 'EADDRNOTAVAIL', 'ENOMEM'])(
    'with %s is 503 and names the gateway, which has no resources left',
    (code) => {
      const { status, detail, headers } = failWith(code);
      expect({ status, detail, headers }).toEqual({
        status: 503,
        detail: 'the gateway is overloaded; retry later',
        headers: { 'Retry-After': '1' },
      });
    },
  );

  it.each([
    ['ECONNREFUSED', 503],
    ['EAI_AGAIN', 503],
    ['ETIMEDOUT', 504],
    ['ECONNRESET', 502],
    ['HPE_INVALID_CONSTANT', 502],
    [undefined, 502],
  ])('with %s is %d and names the service', (code, status) => {
    const problem = failWith(code);
    expect(problem.status).toBe(status);
    expect(problem.detail).toContain('orders');
  });
});
