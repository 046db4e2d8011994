import type { Random } from '../random';
import { queues, type WireMessage } from './broker';

/** Returns the queue for an event, by its type. */
export function queueOf({ body }: WireMessage): string {
  const { type } = JSON.parse(body) as { type: string };
  return type === 'order.created' ? queues.orders : queues.results;
}

/** Returns copies of each message, by queue, as a broker may redeliver them. */
export function multiply(
  messages: readonly WireMessage[],
  { random, copiesMax }: { readonly random: Random; readonly copiesMax: number },
): Map<string, WireMessage[]> {
  const byQueue = new Map<string, WireMessage[]>();
  for (const message of messages) {
    const queue = queueOf(message);
    const copies = Array.from({ length: random.integer(1, copiesMax) }, () => message);
    byQueue.set(queue, [...(byQueue.get(queue) ?? []), ...copies]);
  }
  return byQueue;
}

/** Returns the order ID of an event. */
export function subjectOf({ body }: WireMessage): string {
  return (JSON.parse(body) as { subject: string }).subject;
}

/** Returns the event with the message ID of the previous version: the order ID. */
export function asOfPreviousVersion(message: WireMessage): WireMessage {
  const id = subjectOf(message);
  return { id, body: JSON.stringify({ ...(JSON.parse(message.body) as object), id }) };
}
