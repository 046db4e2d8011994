import { BusUnavailableError } from '@online-shop/shared/bus/bus';
import { createPublisher } from '@online-shop/shared/bus/postgres/publisher';
import { Pool } from 'pg';
import { createTestTopology } from './support/topology';

/** An unreachable database. The publisher still considers the bus up. */
let pool: Pool;
let publish: () => Promise<void>;

beforeEach(() => {
  pool = new Pool({ connectionString: 'postgres://127.0.0.1:1/nobody' });
  const publisher = createPublisher({ pool, ...createTestTopology(), isUp: () => true });
  const message = { id: '1', type: 'thing.done', correlationId: 'c1', body: '{}' };
  const { signal } = new AbortController();
  publish = () => publisher(message, { signal });
});
afterEach(() => pool.end());

describe('publishing on PostgreSQL', () => {
  test('rejects with BusUnavailableError and its cause', async () => {
    const error = await publish().catch((reason: unknown) => reason);

    expect(error).toBeInstanceOf(BusUnavailableError);
    expect(error).toMatchObject({
      message: 'the database did not store the message',
      cause: { code: 'ECONNREFUSED' },
    });
  });

  test('rejects only the messages beyond the backlog limit because of the limit', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 20_001 }, publish));

    const reasons = outcomes.map((outcome) => String(Object(outcome).reason));
    expect(reasons.pop()).toBe('BusUnavailableError: the publish backlog is full');
    expect(new Set(reasons)).toEqual(
      new Set(['BusUnavailableError: the database did not store the message']),
    );
  });
});
