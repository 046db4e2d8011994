/**
 * The cost of an order in the broker: its two messages, one after the other, through quorum queues,
 * with the same confirms and acknowledgements as in the services, and no other work.
 */
import { createId } from '@online-shop/shared/ids/uuid-v7';
import { type ChannelModel, type ConfirmChannel, type ConsumeMessage, connect } from 'amqplib';
import type { Bench } from '../bench';
import type { BenchCase, LoadSize } from '../cases/bench-case';
import { cpuMeasures, type Measures } from '../measure/measures';
import { measureUsage } from '../measure/usage';
import { messageBody } from './message-body';
import { declareQueues, deleteQueues, publish, queues } from './queues';

/** Maximum number of unconfirmed messages: the batch size of the relay. */
const windowSize = 500;
const prefetch = 250;

export const messages: BenchCase = {
  name: 'messages',
  title: 'messages only, two per order',
  measure: measureMessages,
};

async function measureMessages(bench: Bench, { orders }: LoadSize): Promise<Measures> {
  const { url } = bench.shop.broker;
  const publishing = await connect(url);
  const consuming = await connect(url);
  try {
    const out = await publishing.createConfirmChannel();
    await declareQueues(out);
    const { seconds, cpu } = await measureUsage(bench, () =>
      passMessages({ out, consuming, orders }),
    );
    const { client, broker } = cpu;
    await deleteQueues(out);
    return {
      settledPerSecond: orders / seconds,
      seconds,
      messagesPerOrder: 2,
      ...cpuMeasures({ client, broker }, orders),
    };
  } finally {
    await Promise.all([publishing.close(), consuming.close()]);
  }
}

/**
 * Publishes one message per order and one result per received order. Resolves at the last result.
 */
async function passMessages(parts: {
  readonly out: ConfirmChannel;
  readonly consuming: ChannelModel;
  readonly orders: number;
}): Promise<void> {
  const { out, consuming, orders } = parts;
  const incoming = await consuming.createChannel();
  await incoming.prefetch(prefetch);
  let completed = 0;
  await new Promise<void>((resolve, reject) => {
    const onOrder = (message: ConsumeMessage | null) => {
      if (!message) return;
      publish(out, queues.results, message.content, (error) => {
        if (error) reject(error);
        else incoming.ack(message);
      });
    };
    const onResult = (message: ConsumeMessage | null) => {
      if (!message) return;
      incoming.ack(message);
      completed += 1;
      if (completed === orders) resolve();
    };
    incoming.consume(queues.orders, onOrder).catch(reject);
    incoming.consume(queues.results, onResult).catch(reject);
    publishOrders(out, orders, reject);
  });
}

/** Publishes all orders, with at most `windowSize` unconfirmed messages at a time. */
function publishOrders(out: ConfirmChannel, orders: number, onError: (error: Error) => void): void {
  let sent = 0;
  let confirmed = 0;

  function onConfirm(error: Error | null): void {
    confirmed += 1;
    if (error) onError(error);
    else fillWindow();
  }

  function fillWindow(): void {
    while (sent < orders && sent - confirmed < windowSize) {
      sent += 1;
      const facts = { id: createId(), userId: `bench-${sent}`, amount: 100 };
      publish(out, queues.orders, Buffer.from(messageBody('order.created', facts)), onConfirm);
    }
  }

  fillWindow();
}
