/**
 * Publishing on one confirm channel: any number of messages on their way at once, each settled by
 * its own confirm. (A Rascal publication borrows a channel for each unconfirmed message, which was
 * measured to be several times slower.)
 *
 * Every message is persistent and mandatory. One that no queue takes is first returned, then
 * confirmed, so only the confirm decides. The returned one is known by a tag of its own, not by its
 * id, of which two may be on their way.
 */
import { IllegalOperationError, type Message, type Options } from 'amqplib/callback_api';
import { BusUnavailableError, UnroutableError } from '../bus';
import { onAbort } from '../on-abort';
import type { Flow } from './flow';

export interface Publisher {
  /** As MessageBus.publish. @throws UnwritableError besides */
  publish(message: Publishing, signal: AbortSignal): Promise<void>;
}

export interface Publishing {
  /** '' is the default exchange: the routing key is the name of a queue. */
  readonly exchange: string;
  readonly routingKey: string;
  readonly content: Buffer;
  readonly messageId: string | undefined;
  readonly correlationId: string | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** A confirm channel of either of amqplib's two interfaces. */
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

/** Headers of a kind or a size that cannot be written, though they could be read. Nothing was sent. */
export class UnwritableError extends Error {
  override readonly name = 'UnwritableError';
}

/** The header that tells two messages of the same id apart. */
export const publishTag = 'publish-tag';

export interface PublisherOptions {
  readonly flow?: Pick<Flow, 'isBlocked'>;
  /**
   * Told of each message that the broker did not take. A channel whose first message came while a
   * queue had no leader was seen to refuse that queue's messages for good, long after a new leader
   * was there (RabbitMQ 3.10): whoever opened it had better open another.
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
        if (flow?.isBlocked()) throw new BusUnavailableError('the broker takes no messages');
        const tag = ++lastTag;
        const forget = onAbort(signal, () =>
          reject(new BusUnavailableError('no answer in time', { cause: signal.reason })),
        );
        const settle = (cause: Error | null) => {
          forget();
          if (cause) {
            reject(new BusUnavailableError('the message was not taken', { cause }));
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
        } as Options.Publish; // An undefined property is an absent one to amqplib.
        try {
          channel.publish(exchange, routingKey, content, options, settle);
        } catch (error) {
          if (error instanceof IllegalOperationError) return settle(error); // The channel is closed.
          forget();
          reject(new UnwritableError('AMQP has no words for it', { cause: error }));
        }
      }),
  };
}
