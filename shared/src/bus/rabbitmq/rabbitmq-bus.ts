import { BusUnavailableError, type MessageBus } from '../bus';
import type { BusOptions } from '../bus-options';
import { createConnectionKeeper } from '../connection-keeper';
import { listDeadLetterQueues, planSubscription, routeOf } from '../topology';
import { createTopologyWatch, isRouting } from '../topology-watch';
import { closeConnection, openConnection } from './connection';
import { createConsumer } from './consumer';
import { countMessages } from './count-messages';
import { declareTopology } from './declare-topology';

/** The message bus on RabbitMQ: Rascal and amqplib. */
export function createRabbitmqBus(options: BusOptions): MessageBus {
  const { topology, logger, declareIntervalMs } = options;
  const keeper = createConnectionKeeper({
    engine: 'rabbitmq',
    logger,
    open: (lost) => openConnection(options, lost),
    close: closeConnection,
  });
  const watch = createTopologyWatch({
    logger,
    intervalMs: declareIntervalMs,
    async declare() {
      const connection = keeper.current();
      // The broker does not respond on a blocked connection.
      if (!connection || connection.flow.isBlocked()) return;
      await declareTopology(connection.publishing, topology);
    },
  });
  keeper.onUp(() => watch.declared());
  const isUp = () => {
    const connection = keeper.current();
    return connection !== undefined && !connection.flow.isBlocked();
  };

  return {
    name: 'bus',
    async start() {
      keeper.start();
      await watch.start();
    },
    async stop() {
      await Promise.all([keeper.stop(), watch.stop()]);
    },
    async publish({ id, type, correlationId, body }, { signal }) {
      const route = routeOf(topology, type);
      const connection = keeper.current();
      if (!connection) throw new BusUnavailableError('the message bus is unavailable');
      const content = Buffer.from(body);
      await watch.follow(
        type,
        connection.publisher.publish(
          { ...route, content, messageId: id, correlationId, headers: {} },
          signal,
        ),
      );
    },
    createConsumer: ({ subscription, ...handlers }) =>
      createConsumer({
        ...handlers,
        subscription,
        plan: planSubscription(topology, subscription),
        keeper,
        logger,
      }),
    async countDeadLetters() {
      const connection = keeper.current();
      if (!connection) throw new BusUnavailableError('the message bus is unavailable');
      const queues = listDeadLetterQueues(topology);
      const counts = queues.map((queue) => countMessages(connection.publishing, queue));
      return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
    },
    isUp,
    isReady: () => isUp() && isRouting(watch.state()),
    routing: watch.state,
    onUp(listener) {
      keeper.onUp(({ flow }) => {
        flow.onUnblocked(listener);
        listener();
      });
    },
  };
}
