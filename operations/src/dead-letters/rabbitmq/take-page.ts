import { onAbort } from '@online-shop/shared/bus/on-abort';
import type { Channel, ConsumeMessage } from 'amqplib';

/** Ends a page without new messages: another program took them, or the queue was deleted. */
const idleTimeoutMs = 5_000;

export interface PageRequest {
  readonly queue: string;
  readonly count: number;
  readonly lost: AbortSignal;
}

/**
 * Takes at most `count` messages from a queue and leaves them unacknowledged. It uses a consumer
 * with this prefetch, because `get` is many times slower: it costs a write to the queue's log per
 * message.
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
