import { onAbort } from '@online-shop/shared/bus/on-abort';
import type { Channel, ConsumeMessage } from 'amqplib';

/** Ends a page that another program has taken messages of, or whose queue was deleted. */
const idleTimeoutMs = 5_000;

export interface PageRequest {
  readonly queue: string;
  readonly count: number;
  readonly lost: AbortSignal;
}

/**
 * Takes up to `count` messages of a queue and leaves them unacknowledged. A consumer with that
 * prefetch is many times faster than `get`, which costs a write to the queue's log per message.
 */
export async function takePage(
  channel: Channel,
  { queue, count, lost }: PageRequest,
): Promise<readonly ConsumeMessage[]> {
  const page: ConsumeMessage[] = [];
  await channel.prefetch(count);
  let consumerTag = '';
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(end, idleTimeoutMs);
    const forget = onAbort(lost, () => end(lost.reason));
    function end(error?: unknown): void {
      clearTimeout(timer);
      queueMicrotask(() => forget());
      if (error) reject(error);
      else resolve();
    }
    const onMessage = (message: ConsumeMessage | null) => {
      timer.refresh();
      if (message) page.push(message);
      if (!message || page.length === count) end();
    };
    channel.consume(queue, onMessage).then((consumer) => {
      consumerTag = consumer.consumerTag;
    }, end);
  });
  await channel.cancel(consumerTag);
  return page;
}
