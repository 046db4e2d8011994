import type { Rabbitmq } from '@online-shop/servers/rabbitmq';
import { publishTag } from '@online-shop/shared/bus/rabbitmq/publisher';
import { type ConfirmChannel, connect, type Options } from 'amqplib';
import type { TakenMessage, TestBroker } from './broker';

export interface RabbitmqBroker extends TestBroker {
  /** Publishes a message to a queue. */
  send(queue: string, body: string | Buffer, options?: Options.Publish): Promise<void>;
  /** Takes a message and disconnects without acknowledging it. */
  dieOver(queue: string): Promise<void>;
  /** Returns the next message of a queue with its exact bytes. */
  takeBytes(queue: string): Promise<Buffer | null>;
}

export async function createRabbitmqBroker(
  start: () => Promise<Rabbitmq>,
): Promise<RabbitmqBroker> {
  const rabbitmq = await start();

  async function withChannel<T>(work: (channel: ConfirmChannel) => Promise<T>): Promise<T> {
    const connection = await connect(rabbitmq.url);
    try {
      return await work(await connection.createConfirmChannel());
    } finally {
      await connection.close();
    }
  }

  const send: RabbitmqBroker['send'] = (queue, body, options = {}) =>
    withChannel(async (channel) => {
      channel.sendToQueue(queue, Buffer.from(body), { persistent: true, ...options });
      await channel.waitForConfirms();
    });

  return {
    url: rabbitmq.url,
    send,
    inject: send,
    bury: (deadLetterQueue, bodies) =>
      withChannel(async (channel) => {
        for (const [i, body] of bodies.entries()) {
          const at = new Date(Date.UTC(2026, 0) + i).toISOString();
          const headers = {
            attempts: 1,
            'error-code': 'REFUSED',
            'error-message': 'no, never',
            'first-failed-at': at,
            'last-failed-at': at,
          };
          channel.sendToQueue(deadLetterQueue, Buffer.from(body), { persistent: true, headers });
        }
        await channel.waitForConfirms();
      }),
    takeAll: (queue) =>
      withChannel(async (channel) => {
        const taken: TakenMessage[] = [];
        for (;;) {
          const message = await channel.get(queue, { noAck: true });
          if (!message) return taken;
          const { messageId: id, correlationId, headers } = message.properties;
          const { [publishTag]: _, 'x-delivery-count': __, ...extras } = headers ?? {};
          taken.push({ id, correlationId, body: message.content.toString(), extras });
        }
      }),
    takeBytes: (queue) =>
      withChannel(async (channel) => {
        const message = await channel.get(queue, { noAck: true });
        return message ? message.content : null;
      }),
    dieOver: (queue) => withChannel(async (channel) => void (await channel.get(queue))),
    removeQueue: (queue) => withChannel(async (channel) => void (await channel.deleteQueue(queue))),
    dispose: () => rabbitmq.dispose(),
  };
}
