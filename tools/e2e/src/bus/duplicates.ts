import type { Random } from '../random';
import { queues, type WireMessage } from './broker';

/** The queue that an event is for, by its type. */
export function queueOf({ body }: WireMessage): string {
  const { type } = JSON.parse(body) as { type: string };
  return type === 'order.created' ? queues.orders : queues.results;
}

/** Copies of each message, by queue: what a network and a nervous broker make of it. */
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

/** The order that an event is about. */
export function subjectOf({ body }: WireMessage): string {
  return (JSON.parse(body) as { subject: string }).subject;
}

/** The same fact under the message ID that the previous version gave it: the order ID. */
export function asOfPreviousVersion(message: WireMessage): WireMessage {
  const id = subjectOf(message);
  return { id, body: JSON.stringify({ ...(JSON.parse(message.body) as object), id }) };
}
