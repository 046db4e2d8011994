import type { Connection } from 'amqplib/callback_api';

/**
 * Messages of a queue that no consumer holds. On a channel of its own: the broker closes a channel
 * that asks for a queue which does not exist.
 */
export function countMessages(connection: Connection, queue: string): Promise<number> {
  return new Promise((resolve, reject) => {
    connection.createChannel((failure, channel) => {
      if (failure) return reject(failure);
      channel.on('error', reject);
      channel.checkQueue(queue, (error, state) => {
        if (error) return reject(error);
        channel.close(() => {});
        resolve(state.messageCount);
      });
    });
  });
}
