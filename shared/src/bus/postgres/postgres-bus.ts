import { BusUnavailableError, type MessageBus } from '../bus';
import type { BusOptions } from '../bus-options';
import { listDeadLetterQueues, planSubscription } from '../topology';
import { createTopologyWatch, isRouting } from '../topology-watch';
import { createConsumer } from './consumer';
import { createPublisher } from './publisher';
import { declareMissingBindings, isSchemaGone } from './schema';
import { createSessions } from './session';

const countDeadLettersSql =
  'SELECT count(*)::int AS count FROM bus.dead_letters WHERE queue = ANY ($1)';

/** The message bus on PostgreSQL: graphile-worker in a separate database. */
export function createPostgresBus(options: BusOptions): MessageBus {
  const { topology, logger, declareIntervalMs } = options;
  const sessions = createSessions(options);
  const isUp = () => sessions.current() !== undefined;
  const watch = createTopologyWatch({
    logger,
    intervalMs: declareIntervalMs,
    async declare() {
      const session = sessions.current();
      if (!session) return;
      await declareMissingBindings(sessions.pool, topology).catch((error) => {
        if (isSchemaGone(error)) session.markLost(error); // The next session creates it.
        throw error;
      });
    },
  });
  sessions.onUp(() => watch.declared());
  const publish = createPublisher({ pool: sessions.pool, topology, isUp });

  return {
    name: 'bus',
    async start() {
      sessions.start();
      await watch.start();
    },
    async stop() {
      await Promise.all([sessions.stop(), watch.stop()]);
    },
    publish: (message, limits) => watch.follow(message.type, publish(message, limits)),
    createConsumer: (consumer) =>
      createConsumer({
        ...consumer,
        plan: planSubscription(topology, consumer.subscription),
        sessions,
        logger,
      }),
    async countDeadLetters() {
      if (!isUp()) throw new BusUnavailableError('the message bus is unavailable');
      const { rows } = await sessions.pool.query<{ count: number }>(countDeadLettersSql, [
        listDeadLetterQueues(topology),
      ]);
      return rows[0]?.count ?? 0;
    },
    isUp,
    isReady: () => isUp() && isRouting(watch.state()),
    routing: watch.state,
    onUp: (listener) => sessions.onUp(() => listener()),
  };
}
