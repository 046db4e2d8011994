import { findRabbitmq } from '@online-shop/servers/rabbitmq';
import { createId } from '@online-shop/shared/ids/uuid-v7';
import { createEvent } from '@online-shop/shared/messages/create-event';
import { orderCreated } from '@online-shop/shared/messages/order-created';
import { type Command, parseArguments } from '../../../src/dead-letters/arguments';
import { createChargeForecaster } from '../../../src/dead-letters/forecast/charges';
import { openStore } from '../../../src/dead-letters/open-store';
import { runCommand } from '../../../src/dead-letters/run-command';
import type { TestBroker } from '../support/broker';
import { createDeadLetterFixture } from '../support/dead-letter-fixture';
import { createPostgresBroker } from '../support/postgres-broker';
import { createRabbitmqBroker } from '../support/rabbitmq-broker';
import { createServiceDatabase, type ServiceDatabase } from '../support/service-database';
import { createTestTopologies } from '../support/topology';

jest.setTimeout(120_000);

/** Defaults to more than one page. DEAD_LETTERS=20000 simulates an outage of an hour. */
const orderCount = 50;
const perOrder = Number(process.env.DEAD_LETTERS ?? 1_000) / orderCount;

let orders: ServiceDatabase;
let payments: ServiceDatabase;
beforeAll(async () => {
  orders = await createServiceDatabase('orders-service');
  payments = await createServiceDatabase('payments-service');
});
afterAll(async () => {
  await orders?.drop();
  await payments?.drop();
});

/** Orders of ann. All are charged and final, except the last, which is NEW. */
async function placeOrders(): Promise<readonly string[]> {
  const ids = Array.from({ length: orderCount }, () => createId());
  const ended = ids.slice(0, -1);
  await orders.query(
    `INSERT INTO orders (id, user_id, amount, currency, status, description, created_at, updated_at)
     SELECT id, 'ann', 100, 'RUB',
       (CASE WHEN id = ANY($2::uuid[]) THEN 'FINISHED' ELSE 'NEW' END)::order_status, '', now(), now()
     FROM unnest($1::uuid[]) AS id`,
    [ids, ended],
  );
  await payments.query(
    `INSERT INTO payments (order_id, status, decided_at)
     SELECT id, 'COMPLETED', now() FROM unnest($1::uuid[]) AS id`,
    [ended],
  );
  return ids;
}

function bodyOf(orderId: string): string {
  const data = { userId: 'ann', amount: 100, currency: 'RUB' };
  const trace = { correlationId: 'test' };
  return JSON.stringify(createEvent(orderCreated, { orderId, time: new Date(0), trace, data }));
}

const rabbitmq = findRabbitmq();
const engines: [string, (() => Promise<TestBroker>) | null][] = [
  ['PostgreSQL', createPostgresBroker],
  ['RabbitMQ', rabbitmq && (() => createRabbitmqBroker(rabbitmq))],
];

// Skipped without RabbitMQ: findRabbitmq has printed the reason; with CI=true it throws.
for (const [name, create] of engines) {
  (create ? describe : describe.skip)(`an outage that left many dead letters on ${name}`, () => {
    let broker: TestBroker;
    beforeAll(async () => {
      if (create) broker = await create();
    });
    afterAll(() => broker?.dispose());

    it('is analysed and cleared with three commands', async () => {
      const topologies = createTestTopologies();
      const [{ queue, deadLetterQueue }] = topologies.queues;
      const fixture = createDeadLetterFixture(broker, topologies);
      await fixture.open();
      await fixture.rest();
      const ids = await placeOrders();
      const bodies = Array.from({ length: perOrder }, () => ids.map(bodyOf)).flat();
      await broker.bury(deadLetterQueue, bodies);

      async function run(line: string) {
        const store = await openStore({ url: broker.url, queues: topologies.queues });
        const urls = {
          ORDERS_DATABASE_URL: orders.readerUrl,
          PAYMENTS_DATABASE_URL: payments.readerUrl,
        };
        const forecasters = new Map([[queue, createChargeForecaster(urls)]]);
        const answers: string[] = [];
        const remarks: string[] = [];
        const writeResult = async (text: string) => void answers.push(text);
        const writeNote = (text: string) => void remarks.push(text);
        const command = parseArguments(line.split(' ')) as Exclude<Command, { name: 'help' }>;
        const exitCode = await runCommand({ store, forecasters, writeResult, writeNote }, command);
        await store.close();
        return { exitCode, answer: answers.join('\n'), remarks };
      }

      const summary = await run('list --summary --json');
      expect(JSON.parse(summary.answer)).toMatchObject([
        { queue, type: 'order.created', letters: bodies.length, orders: orderCount },
      ]);
      expect(JSON.parse((await run('list --json')).answer)).toHaveLength(bodies.length);

      const dropped = await run('drop --where would-change-nothing');
      expect(dropped.answer.split('\n')).toHaveLength(bodies.length - 1);
      expect(dropped.remarks).toEqual([
        `${(bodies.length - 1).toLocaleString('en-US')} dead letters dropped.`,
      ]);

      const replayed = await run('replay --where would-succeed');
      expect(replayed.remarks.at(-1)).toBe('1 of 1 dead letter replayed.');
      expect(await broker.takeAll(queue)).toHaveLength(1);
      expect((await run('list')).remarks).toEqual(['There are no dead letters.']);
      await fixture.end();
    });
  });
}
