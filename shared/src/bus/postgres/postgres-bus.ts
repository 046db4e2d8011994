import type { MessageBus } from '../bus';
import type { BusOptions } from '../create-bus';
import { planSubscription } from '../topology';
import { createConsumer } from './consumer';
import { createPublisher } from './publisher';
import { createSession } from './session';

/** The message bus on PostgreSQL, through graphile-worker, in a database of its own. */
export function createPostgresBus({ url, topology, logger }: BusOptions): MessageBus {
  const session = createSession({ url, topology, logger });
  const { pool, isUp, onUp } = session;

  return {
    name: 'bus',
    async start() {
      session.start();
    },
    stop: () => session.stop(),
    publish: createPublisher({ pool, topology, isUp }),
    createConsumer: (options) =>
      createConsumer({
        ...options,
        plan: planSubscription(topology, options.subscription),
        session,
        logger,
      }),
    isUp,
    onUp,
  };
}
