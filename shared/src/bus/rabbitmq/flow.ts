/**
 * A broker that is short of memory or disk space stops reading from publishing connections and
 * sends `connection.blocked` (https://www.rabbitmq.com/docs/connection-blocked). Messages that are
 * written meanwhile would fill the memory of this process. Therefore nothing is published while the
 * connection is blocked; the messages stay in the outbox or in their queue.
 */
import type { Connection } from 'amqplib/callback_api';
import type { Logger } from 'winston';

export interface Flow {
  isBlocked(): boolean;
  /** Calls the listener each time the broker unblocks the connection. */
  onUnblocked(listener: () => void): void;
}

export function watchFlow(publishing: Connection, logger: Logger): Flow {
  let isBlocked = false;
  publishing
    .on('blocked', (reason) => {
      isBlocked = true;
      logger.warn('message bus: the broker blocked publishing; messages stay in the outbox', {
        reason,
      });
    })
    .on('unblocked', () => {
      isBlocked = false;
      logger.info('message bus: the broker unblocked publishing');
    });
  return {
    isBlocked: () => isBlocked,
    onUnblocked: (listener) => void publishing.on('unblocked', listener),
  };
}
