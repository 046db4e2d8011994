/**
 * A consumer is a Rascal subscription that is created again on every connection.
 *
 * The consumer forwards failed messages along the `recovery` steps of the subscription. It does not
 * use Rascal's `forward` strategy. If the publish of that strategy fails, it nacks WITHOUT requeue,
 * so the message would be dead-lettered too early and without a reason. It also publishes on the
 * consuming connection. Our forward is mandatory, confirmed, and sent on the publishing connection.
 * It is retried while that connection lives, and the message is acknowledged only after it
 * succeeds.
 *
 * Crash windows:
 * - during handling, or while a message is kept for `wait`: the message is unacknowledged, so the
 *   broker requeues it.
 * - after forwarding, before the acknowledgement: the message exists twice, with the same ID and
 *   attempt. The inbox discards the duplicate.
 * - when a delay ends: the delay queue keeps the message until the main queue has confirmed it
 *   (at-least-once).
 */
import { setImmediate } from 'node:timers/promises';
import type { ConsumeMessage } from 'amqplib/callback_api';
import type { AckOrNack, SubscriberSession } from 'rascal';
import type { Component } from '../../lifecycle/component';
import { UnroutableError } from '../bus';
import type { ConnectionKeeper } from '../connection-keeper';
import { type DeliveryContext, deliver, retryUntilAborted } from '../delivery';
import { onAbort } from '../on-abort';
import type { Delivered, Forward } from '../verdict';
import type { RabbitmqConnection } from './connection';
import { removeForeignHeaders } from './foreign-headers';
import { forwardedHeaders, readMessage, reasonHeaders } from './message-headers';
import { type Publishing, UnwritableError } from './publisher';

export type ConsumerContext = Omit<DeliveryContext, 'abandon'> & {
  readonly keeper: ConnectionKeeper<RabbitmqConnection>;
};

/** Ignores a failed acknowledgement: the broker requeues the message. */
const ignoreFailure = () => {};

export function createConsumer(context: ConsumerContext): Component {
  const { keeper, plan, logger } = context;
  let currentRun: ConsumerRun | undefined;
  let isActive = false;
  let stopped: Promise<void> | undefined;

  function begin(connection: RabbitmqConnection): void {
    if (isActive) currentRun = startRun(context, connection);
  }

  return {
    name: `consumer of ${plan.queue}`,
    async start() {
      if (isActive || stopped) return;
      isActive = true;
      keeper.onUp(begin);
      const connection = keeper.current();
      if (connection) begin(connection);
      logger.debug('consuming', { queue: plan.queue });
    },
    stop() {
      isActive = false;
      stopped ??= currentRun?.end() ?? Promise.resolve();
      return stopped;
    },
  };
}

/** One subscription on one connection. connection. */
interface ConsumerRun {
  end(): Promise<void>;
}

function startRun(
  { keeper: _, ...options }: ConsumerContext,
  connection: RabbitmqConnection,
): ConsumerRun {
  const { plan, logger } = options;
  const { broker, publisher, lost, markLost } = connection;
  const abandon = new AbortController();
  onAbort(lost, () => abandon.abort());
  const context: DeliveryContext = { ...options, abandon: abandon.signal };
  let session: SubscriberSession | undefined;

  async function work(delivery: ConsumeMessage, body: string, answer: AckOrNack): Promise<void> {
    const message = readMessage(delivery, body);
    const verdict = await deliver(context, message);
    const isDone =
      verdict.outcome === 'handled' ||
      (verdict.outcome === 'forward' &&
        (await retryUntilAborted(
          () => forward(delivery, message, verdict.forward),
          abandon.signal,
        )));
    try {
      if (isDone) answer(ignoreFailure);
      else
        answer(
          new Error('the message is requeued'),
          { strategy: 'nack', requeue: true },
          ignoreFailure,
        );
    } catch (error) {
      markLost(error); // The connection is closing; its close event follows.
    }
  }

  async function forward(delivery: ConsumeMessage, message: Delivered, to: Forward) {
    const send = (headers: Publishing['headers']) =>
      publisher.publish(
        {
          exchange: '',
          routingKey: to.queue,
          content: delivery.content,
          headers,
          messageId: message.id,
          correlationId: message.correlationId,
        },
        lost,
      );
    try {
      await send(forwardedHeaders(delivery, to)).catch((error) => {
        if (!(error instanceof UnwritableError)) throw error;
        return send(reasonHeaders(to)); // Drop the headers of a foreign publisher.
      });
    } catch (error) {
      // The delay queue or the dead-letter queue was deleted. The next connection declares it
      // again.
      if (error instanceof UnroutableError) markLost(error);
      throw error;
    }
  }

  broker.subscribe(plan.name, (error, opened) => {
    if (error) return markLost(error);
    session = opened;
    removeForeignHeaders(opened);
    opened.on('error', markLost).on('cancelled', markLost);
    opened.on('invalid_content', (_error, delivery, answer) => {
      void work(delivery, delivery.content.toString(), answer);
    });
    opened.on('message', (delivery, body, answer) => void work(delivery, body, answer));
  });

  return {
    async end() {
      const cancelled = new Promise<Error | null | undefined>((resolve) => {
        if (session) session.cancel(resolve);
        else resolve(null);
        onAbort(lost, () => resolve(null));
      });
      // Rascal sends the cancel in the next turn of the event loop. A message that is requeued
      // before the cancel would be delivered to this consumer again.
      await setImmediate();
      abandon.abort();
      const error = await cancelled;
      if (error)
        logger.warn('consumer stop timed out; unfinished messages will be redelivered', {
          queue: plan.queue,
        });
    },
  };
}
