import { toProblem } from '../../../src/upstreams/upstream-failure';

const failWith = (code?: string) => toProblem(Object.assign(new Error('x'), { code }), 'orders');

describe('toProblem', () => {
  it.each(['EMFILE', 'ENFILE', 'ENOBUFS', 'EADDRNOTAVAIL', 'ENOMEM'])(
    'translates %s into a 503 that reports an overloaded gateway',
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
  ])('translates %s into a %d that contains the name of the service', (code, status) => {
    const problem = failWith(code);
    expect(problem.status).toBe(status);
    expect(problem.detail).toContain('orders');
  });
});
