/**
 * Publishes on one confirm channel. Any number of messages may be unconfirmed at the same time, and
 * the confirm of a message settles its publish. (A Rascal publication uses one channel per
 * unconfirmed message, which was measured to be several times slower.)
 *
 * Every message is persistent and mandatory. The broker returns a message that no queue receives,
 * and then confirms it, so only the confirm settles the publish. A returned message is identified
 * by a tag, because two unconfirmed messages may have the same ID.
 */
import { IllegalOperationError, type Message, type Options } from 'amqplib/callback_api';
import { BusUnavailableError, UnroutableError } from '../bus';
import { onAbort } from '../on-abort';
import type { Flow } from './flow';

export interface Publisher {
  /**
   * Like MessageBus.publish.
   * @throws UnwritableError if the headers cannot be encoded in AMQP
   */
  publish(message: Publishing, signal: AbortSignal): Promise<void>;
}

export interface Publishing {
  /** The empty string is the default exchange. Its routing key is the name of a queue. */
  readonly exchange: string;
  readonly routingKey: string;
  readonly content: Buffer;
  readonly messageId: string | undefined;
  readonly correlationId: string | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** A confirm channel of amqplib's callback API or promise API. */
export interface PublishingChannel {
  on(event: 'return', listener: (message: Message) => void): unknown;
  publish(
    exchange: string,
    routingKey: string,
    content: Buffer,
    options: Options.Publish,
    settle: (error: Error | null) => void,
  ): unknown;
}

/** The headers cannot be encoded in AMQP, although they could be decoded. Nothing was sent. */
export class UnwritableError extends Error {
  override readonly name = 'UnwritableError';
}

/** The header that distinguishes two messages with the same ID. */
export const publishTag = 'publish-tag';

export interface PublisherOptions {
  readonly flow?: Pick<Flow, 'isBlocked'>;
  /**
   * Called with each message that the broker rejects. If the first message on a channel arrives
   * while its queue has no leader, RabbitMQ 3.10 may reject all messages to that queue on this
   * channel, even after a new leader is elected. So the caller should open a new channel.
   */
  readonly onRefusal?: (error: Error) => void;
}

export function createPublisher(
  channel: PublishingChannel,
  { flow, onRefusal = () => {} }: PublisherOptions = {},
): Publisher {
  const returnedTags = new Set<unknown>();
  let lastTag = 0;
  channel.on('return', (message: Message) => {
    returnedTags.add(message.properties.headers?.[publishTag]);
  });

  return {
    publish: ({ exchange, routingKey, content, headers, ...properties }, signal) =>
      new Promise((resolve, reject) => {
        if (flow?.isBlocked()) throw new BusUnavailableError('the broker blocks publishing');
        const tag = ++lastTag;
        const forget = onAbort(signal, () =>
          reject(new BusUnavailableError('no confirmation in time', { cause: signal.reason })),
        );
        const settle = (cause: Error | null) => {
          forget();
          if (cause) {
            reject(new BusUnavailableError('the broker rejected the message', { cause }));
            onRefusal(cause);
          } else if (returnedTags.delete(tag)) {
            reject(new UnroutableError(routingKey));
          } else {
            resolve();
          }
        };
        const options = {
          ...properties,
          contentType: 'application/json',
          persistent: true,
          mandatory: true,
          headers: { ...headers, [publishTag]: tag },
        } as Options.Publish; // amqplib omits undefined properties.
        try {
          channel.publish(exchange, routingKey, content, options, settle);
        } catch (error) {
          if (error instanceof IllegalOperationError) return settle(error); // The channel is closed.
          forget();
          reject(new UnwritableError('the headers cannot be encoded in AMQP', { cause: error }));
        }
      }),
  };
}
