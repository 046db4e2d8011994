/** The part of Rascal (21.0.1, which ships no types) that we use. */
declare module 'rascal' {
  import type { EventEmitter } from 'node:events';
  import type { Channel, Connection, ConsumeMessage } from 'amqplib/callback_api';

  type Callback<T = void> = (error: Error | null | undefined, result: T) => void;

  /** Events: `error`, `close`, `disconnect`, each with the vhost it is about. */
  interface Broker extends EventEmitter {
    /** A connection of one's own, with the vhost's settings; Rascal does not look after it. */
    connect(vhost: string, next: Callback<Connection>): void;
    subscribe(subscription: string, next: Callback<SubscriberSession>): void;
    shutdown(next: Callback): void;
  }

  /** Begins to consume when a `message` listener is added. */
  interface SubscriberSession extends EventEmitter {
    on(event: 'message', listener: MessageListener): this;
    on(event: 'invalid_content', listener: InvalidContentListener): this;
    on(event: 'error' | 'cancelled', listener: (error: Error) => void): this;
    on(event: 'close', listener: () => void): this;
    /** Takes no more, and waits for what is in hand up to the subscription's `closeTimeout`. */
    cancel(next: Callback): void;
    /** Private: is called with the channel before it delivers. */
    _open(channel: Channel, consumerTag: string, next: Callback): void;
  }

  type MessageListener = (message: ConsumeMessage, content: string, answer: AckOrNack) => void;
  type InvalidContentListener = (error: Error, message: ConsumeMessage, answer: AckOrNack) => void;

  interface AckOrNack {
    /** Acknowledges. */
    (next: Callback): void;
    /** Refuses. Without a strategy named, Rascal nacks without requeue. */
    (error: Error, recovery: { strategy: 'nack'; requeue: boolean }, next: Callback): void;
  }

  const Broker: {
    /** On failure there may be a broker all the same: it keeps the process alive until shut down. */
    create(config: object, next: Callback<Broker | undefined>): void;
  };
}
