import type { Rabbitmq, RabbitmqNode } from '@online-shop/servers/rabbitmq';
import { type ChannelModel, connect, type Message } from 'amqplib';
import type { DeadLetter, TestBroker } from './broker';

export interface RabbitmqBroker extends TestBroker {
  readonly power?: RabbitmqNode;
  inject(queue: string, text: string, headers?: object): Promise<void>;
  deleteQueue(queue: string): Promise<void>;
  /** Replaces the queue with a queue that has other arguments. */
  replaceQueue(queue: string): Promise<void>;
  /**
   * Makes RabbitMQ reject all messages to the exchange. Resolves with a function that undoes it.
   */
  refuseAll(exchange: string): Promise<() => Promise<void>>;
}

/** The reply code of AMQP for a queue that exists with other arguments. */
const PRECONDITION_FAILED = 406;

export async function createRabbitmqBroker(
  start: () => Promise<Rabbitmq>,
): Promise<RabbitmqBroker> {
  const rabbitmq = await start();
  const { url, node } = rabbitmq;

  async function deleteQueue(queue: string): Promise<void> {
    await withConnection(url, async (connection) => {
      const channel = await connection.createChannel();
      await channel.deleteQueue(queue);
    });
  }

  /** False if the bus under test declared the queue again between the two steps. */
  function tryToReplace(queue: string): Promise<boolean> {
    return withConnection(url, async (connection) => {
      const channel = await connection.createChannel();
      channel.on('error', () => {}); // assertQueue rejects with it.
      await channel.deleteQueue(queue);
      try {
        await channel.assertQueue(queue, { arguments: { 'x-max-length': 7 } });
        return true;
      } catch (error) {
        if ((error as { code?: unknown }).code === PRECONDITION_FAILED) return false;
        throw error;
      }
    });
  }

  return {
    url,
    ...(node && {
      power: node,
      async terminateConnection() {
        await node.control('close_all_connections', 'a test');
      },
    }),
    async inject(queue, text, headers = {}) {
      await withConnection(url, async (connection) => {
        const channel = await connection.createConfirmChannel();
        channel.sendToQueue(queue, Buffer.from(text), { persistent: true, headers });
        await channel.waitForConfirms();
      });
    },
    async unbind({ queue, exchange, key }) {
      await withConnection(url, async (connection) => {
        const channel = await connection.createChannel();
        await channel.unbindQueue(queue, exchange, key);
      });
    },
    async deleteExchange(exchange) {
      await withConnection(url, async (connection) => {
        const channel = await connection.createChannel();
        await channel.deleteExchange(exchange);
      });
    },
    async count(queue) {
      let count = 0;
      await withConnection(url, async (connection) => {
        const channel = await connection.createChannel();
        count = (await channel.checkQueue(queue)).messageCount;
      });
      return count;
    },
    async listDeadLetters(queue) {
      const deadLetters: DeadLetter[] = [];
      await withConnection(url, async (connection) => {
        const channel = await connection.createChannel();
        // Unacknowledged messages return to the queue when the connection closes.
        for (let message = await channel.get(`${queue}.dead`); message; ) {
          deadLetters.push(readDeadLetter(message));
          message = await channel.get(`${queue}.dead`);
        }
      });
      return deadLetters;
    },
    deleteQueue,
    async replaceQueue(queue) {
      while (!(await tryToReplace(queue)));
    },
    async refuseAll(exchange) {
      const queue = `${exchange}.full`;
      await withConnection(url, async (connection) => {
        const channel = await connection.createChannel();
        await channel.assertQueue(queue, {
          maxLength: 0,
          arguments: { 'x-overflow': 'reject-publish' },
        });
        await channel.bindQueue(queue, exchange, '#');
      });
      return () => deleteQueue(queue);
    },
    dispose: () => rabbitmq.dispose(),
  };
}

function readDeadLetter({ properties, content }: Message): DeadLetter {
  const headers = properties.headers ?? {};
  return {
    id: properties.messageId,
    correlationId: properties.correlationId,
    body: content.toString(),
    attempts: headers.attempts,
    errorCode: headers['error-code'],
    errorMessage: headers['error-message'],
    firstFailedAt: headers['first-failed-at'],
    lastFailedAt: headers['last-failed-at'],
    queue: headers['original-queue'],
  };
}

async function withConnection<T>(
  url: string,
  action: (connection: ChannelModel) => Promise<T>,
): Promise<T> {
  const connection = await connect(url);
  try {
    return await action(connection);
  } finally {
    await connection.close();
  }
}
