import type { Connection } from 'amqplib/callback_api';

/**
 * Counts the messages of a queue that are ready for delivery. Uses a separate channel, because the
 * broker closes the channel if the queue does not exist.
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
