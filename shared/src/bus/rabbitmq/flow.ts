/**
 * A broker short of memory or disk space stops reading from connections that publish, and says so
 * (https://www.rabbitmq.com/docs/connection-blocked). What is written meanwhile would only fill our
 * own memory: so nothing is, and the messages stay where they are safe.
 */
import type { Connection } from 'amqplib/callback_api';
import type { Logger } from 'winston';

export interface Flow {
  isBlocked(): boolean;
  /** Calls the listener each time that messages are taken again. */
  onUnblocked(listener: () => void): void;
}

export function watchFlow(publishing: Connection, logger: Logger): Flow {
  let isBlocked = false;
  publishing
    .on('blocked', (reason) => {
      isBlocked = true;
      logger.warn('the broker takes no messages', { reason });
    })
    .on('unblocked', () => {
      isBlocked = false;
      logger.info('the broker takes messages again');
    });
  return {
    isBlocked: () => isBlocked,
    onUnblocked: (listener) => void publishing.on('unblocked', listener),
  };
}
