/**
 * A consumer is a Rascal subscription, taken up anew on every connection.
 *
 * Failed messages are forwarded by ourselves, along the subscription's `recovery` entries, and not
 * by Rascal's strategy of that name: when its publish fails it nacks WITHOUT requeue, so the
 * message would be dead-lettered early and without its reason; and it publishes on the consuming
 * connection. Ours is confirmed and mandatory on the publishing connection, is insisted on while
 * that lives, and only then is the message acknowledged.
 *
 * Crash windows:
 * - in hand, or held: unacknowledged, so it goes back to the queue.
 * - forwarded but not acknowledged: it is there twice, with the same id and the same attempt.
 * - a delay that ran out: the delay queue keeps it until the queue has it (at-least-once).
 */
import { setImmediate } from 'node:timers/promises';
import type { ConsumeMessage } from 'amqplib/callback_api';
import type { AckOrNack, SubscriberSession } from 'rascal';
import type { Component } from '../../lifecycle/component';
import { UnroutableError } from '../bus';
import type { ConnectionKeeper } from '../connection-keeper';
import {
  type Delivered,
  type DeliveryContext,
  deliver,
  type Forward,
  retryUntilAborted,
} from '../delivery';
import { onAbort } from '../on-abort';
import type { RabbitmqConnection } from './connection';
import { removeForeignHeaders } from './foreign-headers';
import { forwardedHeaders, readMessage, reasonHeaders } from './message-headers';
import { type Publishing, UnwritableError } from './publisher';

export type ConsumerContext = Omit<DeliveryContext, 'abandon'> & {
  readonly keeper: ConnectionKeeper<RabbitmqConnection>;
};

/** What there is to do about messages that are left unanswered: the broker takes them back. */
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

/** The subscription's life on one connection. */
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
      else answer(new Error('given back'), { strategy: 'nack', requeue: true }, ignoreFailure);
    } catch (error) {
      markLost(error); // The connection is closing, and says so a round trip later.
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
        return send(reasonHeaders(to)); // A stranger's headers: the message goes without them.
      });
    } catch (error) {
      // The delay or dead-letter queue is gone: the next connection declares it again.
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
      // Rascal cancels in its next turn. What is held goes back after that, or it would come again.
      await setImmediate();
      abandon.abort();
      const error = await cancelled;
      if (error) logger.warn('messages are still in hand', { queue: plan.queue });
    },
  };
}
