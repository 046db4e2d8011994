/** The part of the Rascal API that we use. Rascal 21.0.1 ships no types. */
declare module 'rascal' {
  import type { EventEmitter } from 'node:events';
  import type { Channel, Connection, ConsumeMessage } from 'amqplib/callback_api';

  type Callback<T = void> = (error: Error | null | undefined, result: T) => void;

  /** Emits `error`, `close` and `disconnect`, each with the name of the vhost. */
  interface Broker extends EventEmitter {
    /** Opens a separate connection with the settings of the vhost. The caller must close it. */
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
    /** Stops consuming, then waits up to `closeTimeout` for unacknowledged messages. */
    cancel(next: Callback): void;
    /** Private. Rascal calls it with the channel before the first delivery. */
    _open(channel: Channel, consumerTag: string, next: Callback): void;
  }

  type MessageListener = (message: ConsumeMessage, content: string, answer: AckOrNack) => void;
  type InvalidContentListener = (error: Error, message: ConsumeMessage, answer: AckOrNack) => void;

  interface AckOrNack {
    /** Acknowledges the message. */
    (next: Callback): void;
    /** Rejects the message. Without a strategy, Rascal nacks without requeue. */
    (error: Error, recovery: { strategy: 'nack'; requeue: boolean }, next: Callback): void;
  }

  const Broker: {
    /**
     * A failure may also return a broker. That broker keeps the process alive until it is shut
     * down.
     */
    create(config: object, next: Callback<Broker | undefined>): void;
  };
}
