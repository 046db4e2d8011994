import type { MessageBus } from '../bus';
import type { BusOptions } from '../bus-options';
import { planSubscription } from '../topology';
import { createConsumer } from './consumer';
import { createPublisher } from './publisher';
import { createSessions } from './session';

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
    isUp,
    onUp: (listener) => sessions.onUp(() => listener()),
  };
}
