import { Writable } from 'node:stream';
import {
  attemptOf,
  type DeliveryContext,
  deliver,
  giveUp,
  retryUntilAborted,
} from '@online-shop/shared/bus/delivery';
import { createLogger } from '@online-shop/shared/logging/logger';

const message = {
  id: 'm1',
  correlationId: 'c1',
  body: '{}',
  attempt: 1,
  firstFailedAt: undefined,
};

function createContext(handle: DeliveryContext['handle']) {
  const lines: unknown[] = [];
  const stream = new Writable({
    write(line, _encoding, done) {
      lines.push(JSON.parse(String(line)));
      done();
    },
  });
  const context: DeliveryContext = {
    subscription: 'things',
    handle,
    recoveryFor: (error) => ((error as Error).message === 'hopeless' ? 'dead-letter' : 'retry'),
    plan: {
      name: 'things',
      queue: 'things',
      prefetch: 1,
      closeTimeoutMs: 1_000,
      maxRedeliveries: 5,
      delays: [{ queue: 'things.retry-1', delayMs: 10 }],
      deadLetterQueue: 'things.dead',
    },
    logger: createLogger({ service: 'test', level: 'info', format: 'json', stream }),
    abandon: new AbortController().signal,
  };
  return { context, lines };
}

const facts = { correlationId: 'c1', queue: 'things', messageId: 'm1', attempt: 1 };

describe('the log of a delivery', () => {
  test('has one line per handled message with its correlation ID', async () => {
    const { context, lines } = createContext(async () => {});

    await deliver(context, message);

    expect(lines).toMatchObject([{ ...facts, level: 'info', outcome: 'handled' }]);
  });

  test('contains the facts that the handler returns', async () => {
    const { context, lines } = createContext(async () => ({ decision: 'charged', queue: 'mine' }));

    await deliver(context, message);

    expect(lines).toMatchObject([{ ...facts, outcome: 'handled', decision: 'charged' }]);
  });

  test('contains a warning with the error if the message is retried', async () => {
    const { context, lines } = createContext(() => Promise.reject(new Error('not now')));

    await deliver(context, message);

    const error = { message: 'not now' };
    expect(lines).toMatchObject([{ ...facts, level: 'warn', outcome: 'to things.retry-1', error }]);
  });

  test('contains an error if the message cannot succeed', async () => {
    const { context, lines } = createContext(() => Promise.reject(new Error('hopeless')));

    await deliver(context, message);

    const error = { message: 'hopeless' };
    expect(lines).toMatchObject([{ ...facts, level: 'error', outcome: 'to things.dead', error }]);
  });

  test('contains an error if the consumers of the message were killed', async () => {
    const { context, lines } = createContext(async () => {});

    await giveUp(context, message);

    expect(lines).toMatchObject([{ ...facts, level: 'error', outcome: 'to things.dead' }]);
  });
});

describe('the failure history of a message', () => {
  test.each([1, 2, 1_000])('contains the attempt %p', (attempt) => {
    expect(attemptOf(attempt)).toBe(attempt);
  });

  test.each([
    0,
    -1,
    1.5,
    1_001,
    2 ** 31,
    Number.MAX_SAFE_INTEGER,
    Number.NaN,
    '2',
    null,
    undefined,
  ])('counts as a first attempt if the attempt is %p', (attempt) => {
    expect(attemptOf(attempt)).toBe(1);
  });

  const timesOf = async (firstFailedAt: string) => {
    const { context } = createContext(() => Promise.reject(new Error('hopeless')));
    const verdict = await deliver(context, { ...message, firstFailedAt });
    if (verdict.outcome !== 'forward') throw new Error(verdict.outcome);
    return verdict.forward.failure;
  };

  test('contains the time of the first failure', async () => {
    const firstFailedAt = '2026-05-04T09:30:12.417Z';
    expect(await timesOf(firstFailedAt)).toMatchObject({ firstFailedAt });
  });

  test.each([
    ...['', 'yesterday', '1', '2026-02-30T00:00:00.000Z', '2026-05-04T09:30:12.417+00:00'],
    ...['0000-01-01T00:00:00.000Z', '-000001-01-01T00:00:00.000Z', '+275760-09-13T00:00:00.000Z'],
  ])('ignores the invalid time of the first failure %j', async (firstFailedAt) => {
    const failure = await timesOf(firstFailedAt);
    expect(failure.firstFailedAt).toBe(failure.lastFailedAt);
  });
});

describe('retryUntilAborted', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  test('reports the first failure and then one failure per minute', async () => {
    const abandon = new AbortController();
    const failures: unknown[] = [];
    const refusal = new Error('no such table');
    const insisting = retryUntilAborted(
      () => Promise.reject(refusal),
      abandon.signal,
      (error) => failures.push(error),
    );

    await jest.advanceTimersByTimeAsync(0);
    expect(failures).toEqual([refusal]);
    await jest.advanceTimersByTimeAsync(179_000);
    expect(failures).toEqual([refusal, refusal, refusal]);

    abandon.abort();
    expect(await insisting).toBe(false);
  });
});
