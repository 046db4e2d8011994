import { Writable } from 'node:stream';
import { type DeliveryContext, deliver, giveUp } from '@online-shop/shared/bus/delivery';
import { createLogger } from '@online-shop/shared/logging/logger';

const message = {
  id: 'm1',
  correlationId: 'c1',
  body: '{}',
  attempt: 1,
  firstFailedAt: undefined,
};

function createContext(handle: () => Promise<void>) {
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
      redeliveriesMax: 5,
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
  test('has one line about a handled message, under its correlation id', async () => {
    const { context, lines } = createContext(async () => {});

    await deliver(context, message);

    expect(lines).toMatchObject([{ ...facts, level: 'info', outcome: 'handled' }]);
  });

  test('warns of a message that will be tried again, with the error', async () => {
    const { context, lines } = createContext(() => Promise.reject(new Error('not now')));

    await deliver(context, message);

    const error = { message: 'not now' };
    expect(lines).toMatchObject([{ ...facts, level: 'warn', outcome: 'to things.retry-1', error }]);
  });

  test('has an error about a message that can never be handled', async () => {
    const { context, lines } = createContext(() => Promise.reject(new Error('hopeless')));

    await deliver(context, message);

    const error = { message: 'hopeless' };
    expect(lines).toMatchObject([{ ...facts, level: 'error', outcome: 'to things.dead', error }]);
  });

  test('has an error about a message that nobody survived', async () => {
    const { context, lines } = createContext(async () => {});

    await giveUp(context, message);

    expect(lines).toMatchObject([{ ...facts, level: 'error', outcome: 'to things.dead' }]);
  });
});
