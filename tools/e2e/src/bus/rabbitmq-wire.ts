import { type ConfirmChannel, connect, type GetMessage } from 'amqplib';
import { type DeadLetter, exchange, tapQueue, type Wire, type WireMessage } from './broker';

export interface RabbitmqWireOptions {
  readonly url: string;
  /**
   * The type of the tap queue. A classic queue is faster to read, but exists on only one node. If
   * that node is down, every message is rejected.
   */
  readonly tapType: 'classic' | 'quorum';
}

/** Accesses RabbitMQ through AMQP. Each operation opens its own connection. */
export function createRabbitmqWire({ url, tapType }: RabbitmqWireOptions): Wire {
  async function withChannel<T>(work: (channel: ConfirmChannel) => Promise<T>): Promise<T> {
    const connection = await connect(url, { timeout: 10_000 });
    connection.on('error', () => {}); // The operation itself reports the error.
    try {
      const channel = await connection.createConfirmChannel();
      channel.on('error', () => {});
      return await work(channel);
    } finally {
      await connection.close().catch(() => {});
    }
  }

  function takeAll(queue: string): Promise<GetMessage[]> {
    return withChannel(async (channel) => {
      const { messageCount } = await channel.checkQueue(queue);
      const messages: GetMessage[] = [];
      while (messages.length < messageCount) {
        // Uses `noAck`, because the last acknowledgements of a closing channel may be lost.
        const message = await channel.get(queue, { noAck: true });
        if (!message) break;
        messages.push(message);
      }
      return messages;
    });
  }

  return {
    send: (queue, messages) =>
      withChannel(async (channel) => {
        for (const { id: messageId, body } of messages) {
          channel.sendToQueue(queue, Buffer.from(body), { messageId, persistent: true });
        }
        await channel.waitForConfirms();
      }),
    tap: () =>
      withChannel(async (channel) => {
        const options = { durable: true, arguments: { 'x-queue-type': tapType } };
        await channel.assertQueue(tapQueue, options);
        await channel.bindQueue(tapQueue, exchange, '#');
      }),
    untap: () =>
      withChannel(async (channel) => {
        await channel.unbindQueue(tapQueue, exchange, '#');
        await channel.purgeQueue(tapQueue);
      }),
    takeTapped: async () => (await takeAll(tapQueue)).map(toWireMessage),
    takeDeadLetters: async (queue) => (await takeAll(queue)).map(toDeadLetter),
    depth: (queue) =>
      withChannel(async (channel) => (await channel.checkQueue(queue)).messageCount),
    purge: (queue) => withChannel(async (channel) => void (await channel.purgeQueue(queue))),
    remove: (queue) => withChannel(async (channel) => void (await channel.deleteQueue(queue))),
    removeExchange: () =>
      withChannel(async (channel) => void (await channel.deleteExchange(exchange))),
    declareForeign: (queue) =>
      withChannel(async (channel) => void (await channel.assertQueue(queue, { durable: true }))),
    unbind: ({ queue, bindingKey }) =>
      withChannel(async (channel) => void (await channel.unbindQueue(queue, exchange, bindingKey))),
    bind: ({ queue, bindingKey }) =>
      withChannel(async (channel) => void (await channel.bindQueue(queue, exchange, bindingKey))),
  };
}

export async function readRabbitmqVersion(url: string): Promise<string> {
  const connection = await connect(url, { timeout: 10_000 });
  const { serverProperties } = connection.connection as { serverProperties: { version: string } };
  await connection.close();
  return `RabbitMQ ${serverProperties.version}`;
}

function toWireMessage({ properties, content }: GetMessage): WireMessage {
  return { id: String(properties.messageId), body: content.toString('utf8') };
}

function toDeadLetter(message: GetMessage): DeadLetter {
  const { 'error-message': reason } = message.properties.headers ?? {};
  return { ...toWireMessage(message), reason: String(reason ?? '') };
}
