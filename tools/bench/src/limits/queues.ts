/** Two durable quorum queues, like those of the services, declared with plain AMQP. */
import type { Channel, ConfirmChannel } from 'amqplib';

export const queues = { orders: 'bench.orders', results: 'bench.results' } as const;

export async function declareQueues(channel: Channel): Promise<void> {
  for (const queue of Object.values(queues)) {
    await channel.assertQueue(queue, { durable: true, arguments: { 'x-queue-type': 'quorum' } });
  }
}

export async function deleteQueues(channel: Channel): Promise<void> {
  for (const queue of Object.values(queues)) await channel.deleteQueue(queue);
}

export function publish(
  out: ConfirmChannel,
  queue: string,
  body: Buffer,
  onConfirm: (error: Error | null) => void,
): void {
  out.sendToQueue(queue, body, { persistent: true, mandatory: true }, onConfirm);
}
