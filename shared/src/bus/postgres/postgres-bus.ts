import { BusUnavailableError, type MessageBus } from '../bus';
import type { BusOptions } from '../bus-options';
import { listDeadLetterQueues, planSubscription } from '../topology';
import { createConsumer } from './consumer';
import { createPublisher } from './publisher';
import { createSessions } from './session';

const COUNT_DEAD_LETTERS =
  'select count(*)::int as count from bus.dead_letters where queue = any($1)';

/** The message bus on PostgreSQL, through graphile-worker, in a database of its own. */
export function createPostgresBus(options: BusOptions): MessageBus {
  const { topology, logger } = options;
  const sessions = createSessions(options);
  const isUp = () => sessions.current() !== undefined;

  return {
    name: 'bus',
    async start() {
      sessions.start();
    },
    stop: () => sessions.stop(),
    publish: createPublisher({ pool: sessions.pool, topology, isUp }),
    createConsumer: (consumer) =>
      createConsumer({
        ...consumer,
        plan: planSubscription(topology, consumer.subscription),
        sessions,
        logger,
      }),
    async countDeadLetters() {
      if (!isUp()) throw new BusUnavailableError('the bus is unavailable');
      const { rows } = await sessions.pool.query<{ count: number }>(COUNT_DEAD_LETTERS, [
        listDeadLetterQueues(topology),
      ]);
      return rows[0]?.count ?? 0;
    },
    isUp,
    onUp: (listener) => sessions.onUp(() => listener()),
  };
}
