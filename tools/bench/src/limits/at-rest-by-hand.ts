/**
 * The shortest possible time to settle an order at low load: its five transactions and two messages
 * in one process, without HTTP, Prisma or Rascal. Each step has its own connection, as in
 * the services. No step waits for a message to be marked as published.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { createId } from '@online-shop/shared/ids/uuid-v7';
import { type Channel, type ConfirmChannel, type ConsumeMessage, connect } from 'amqplib';
import type { Client } from 'pg';
import type { Bench } from '../bench';
import { connections, maxOrders, thinkTimeMs } from '../cases/at-rest-load';
import type { BenchCase } from '../cases/bench-case';
import { verifyDigests } from '../consistency';
import { percentilesOf } from '../measure/latency';
import { latencyMeasures, type Measures } from '../measure/measures';
import { type LimitDatabases, limitDatabasesOf } from './limit-databases';
import { createPipelinedClient } from './measure-sql';
import { messageBody } from './message-body';
import { charge, mark, place, type ReferenceOrder, settle } from './order-steps';
import { declareQueues, deleteQueues, publish, queues } from './queues';

export const atRestByHand: BenchCase = {
  name: 'at-rest-by-hand',
  title: 'reference program: the SQL and messages of an order',
  measure: measureAtRest,
};

async function measureAtRest({ shop }: Bench): Promise<Measures> {
  const databases = await limitDatabasesOf(shop);
  const clients = createClients(databases);
  const all = Object.values(clients);
  const publishing = await connect(shop.broker.url);
  const consuming = await connect(shop.broker.url);
  try {
    await Promise.all(all.map((client) => client.connect()));
    const out = await publishing.createConfirmChannel();
    await declareQueues(out);
    const finished = await orderAtLowLoad(databases, {
      clients,
      out,
      incoming: await consuming.createChannel(),
    });
    await deleteQueues(out);
    return latencyMeasures('finished', percentilesOf(finished));
  } finally {
    await Promise.all([publishing.close(), consuming.close(), ...all.map((each) => each.end())]);
    await verifyDigests(databases.orders, databases.payments);
  }
}

type Step = 'place' | 'markCreated' | 'charge' | 'markCompleted' | 'settle';

function createClients({ orders, payments }: LimitDatabases): Record<Step, Client> {
  return {
    place: createPipelinedClient(orders.url),
    markCreated: createPipelinedClient(orders.url),
    charge: createPipelinedClient(payments.url),
    markCompleted: createPipelinedClient(payments.url),
    settle: createPipelinedClient(orders.url),
  };
}

interface Connections {
  readonly clients: Record<Step, Client>;
  readonly out: ConfirmChannel;
  readonly incoming: Channel;
}

interface PendingOrder {
  readonly order: ReferenceOrder;
  end(): void;
}

/** @returns for each order, the milliseconds from its start to the commit that settled it */
async function orderAtLowLoad({ accounts }: LimitDatabases, open: Connections): Promise<number[]> {
  const { clients, out, incoming } = open;
  const latencies: number[] = [];
  const pending = new Map<string, PendingOrder>();

  return new Promise((resolve, reject) => {
    function send(queue: string, order: ReferenceOrder, marking: Client): void {
      const type = queue === queues.orders ? 'order.created' : 'payment.completed';
      const facts = { id: order.id, userId: order.account.userId, amount: order.amount };
      publish(out, queue, Buffer.from(messageBody(type, facts)), (error) => {
        if (error) reject(error);
        else mark(marking, type, order).catch(reject);
      });
    }

    async function consume(queue: string, work: (id: string) => Promise<void>): Promise<void> {
      await incoming.consume(queue, (message: ConsumeMessage | null) => {
        if (!message) return;
        const { subject } = JSON.parse(message.content.toString()) as { subject: string };
        work(subject).then(() => incoming.ack(message), reject);
      });
    }

    async function onCreated(id: string): Promise<void> {
      const { order } = pending.get(id) as PendingOrder;
      await charge(clients.charge, order);
      send(queues.results, order, clients.markCompleted);
    }

    async function onCompleted(id: string): Promise<void> {
      const { order, end } = pending.get(id) as PendingOrder;
      await settle(clients.settle, order);
      end();
    }

    async function placeInTurn(client: number): Promise<void> {
      for (let i = client; i < maxOrders; i += connections) {
        const account = accounts[client] as ReferenceOrder['account'];
        const order = { id: createId(), account, amount: 1 + i };
        const sentAt = performance.now();
        const ended = new Promise<void>((end) => pending.set(order.id, { order, end }));
        await place(clients.place, order);
        send(queues.orders, order, clients.markCreated);
        await ended;
        latencies.push(performance.now() - sentAt);
        await pause(thinkTimeMs);
      }
    }

    Promise.all([consume(queues.orders, onCreated), consume(queues.results, onCompleted)])
      .then(() =>
        Promise.all(Array.from({ length: connections }, (_, client) => placeInTurn(client))),
      )
      .then(() => resolve(latencies))
      .catch(reject);
  });
}
