/**
 * What an order costs the broker: its two messages, one after the other, through quorum queues with
 * confirms and acknowledgements as the services have them, with nothing done about them.
 */
import { createId } from '@online-shop/shared/ids/uuid-v7';
import { type ChannelModel, type ConfirmChannel, type ConsumeMessage, connect } from 'amqplib';
import type { Bench } from '../bench';
import type { BenchCase, LoadSize } from '../cases/bench-case';
import { cpuMeasures, type Measures } from '../measure/measures';
import { measureUsage } from '../measure/usage';
import { messageBody } from './message-body';
import { declareQueues, deleteQueues, publish, queues } from './queues';

/** Unconfirmed messages at most: as many as a relay's turn has. */
const windowSize = 500;
const prefetch = 250;

export const messages: BenchCase = {
  name: 'messages',
  title: 'messages alone, two an order',
  measure: measureMessages,
};

async function measureMessages(bench: Bench, { orders }: LoadSize): Promise<Measures> {
  const { url } = bench.shop.broker;
  const publishing = await connect(url);
  const consuming = await connect(url);
  try {
    const out = await publishing.createConfirmChannel();
    await declareQueues(out);
    const { seconds, cpu } = await measureUsage(bench, () => exchange({ out, consuming, orders }));
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

/** Sends the orders; each is answered as it comes. Resolves with the arrival of the last answer. */
async function exchange(parts: {
  readonly out: ConfirmChannel;
  readonly consuming: ChannelModel;
  readonly orders: number;
}): Promise<void> {
  const { out, consuming, orders } = parts;
  const incoming = await consuming.createChannel();
  await incoming.prefetch(prefetch);
  let answered = 0;
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
      answered += 1;
      if (answered === orders) resolve();
    };
    incoming.consume(queues.orders, onOrder).catch(reject);
    incoming.consume(queues.results, onResult).catch(reject);
    publishOrders(out, orders, reject);
  });
}

/** Keeps the window full until all are sent. */
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
