import { randomUUID } from 'node:crypto';
import { queues, type WireMessage } from '../../bus/broker';
import type { FaultCase } from '../fault-case';
import { untilDead } from '../until-dead';

/** The message of an order that was never placed. */
function createOrderMessage(change: object = {}): WireMessage {
  const id = randomUUID();
  const event = {
    ...{ specversion: '1.0', id, type: 'order.created', source: '/orders-service', subject: id },
    ...{ time: new Date().toISOString(), datacontenttype: 'application/json' },
    ...{ dataschema: '/schemas/order.created/1', correlationid: 'poison' },
    data: { userId: 'nobody', amount: 1, currency: 'RUB' },
    ...change,
  };
  return { id, body: JSON.stringify(event) };
}

function poisonOrders(): WireMessage[] {
  return [
    { id: randomUUID(), body: 'not JSON {' },
    { id: randomUUID(), body: '' },
    { id: randomUUID(), body: 'null' },
    createOrderMessage({ data: { userId: 'nobody', amount: '1', currency: 'RUB' } }),
    createOrderMessage({ data: { userId: 'nobody', amount: -1, currency: 'RUB' } }),
    createOrderMessage({ subject: undefined }),
    createOrderMessage({ type: 'order.imagined' }),
    createOrderMessage({ specversion: '2.0' }),
    createOrderMessage({ traceparent: 'x\0y' }),
    createOrderMessage({ data: { userId: 'nobody\ud800', amount: 1, currency: 'RUB' } }),
    createOrderMessage({ id: randomUUID() }),
  ];
}

/** A well-formed result for an order that does not exist in orders-service. */
function poisonResult(): WireMessage {
  return createOrderMessage({
    type: 'payment.completed',
    source: '/payments-service',
    dataschema: '/schemas/payment.completed/1',
  });
}

const REFUSE = `
  create or replace function test_refuse() returns trigger language plpgsql as $$
  begin raise exception 'this handler always throws'; end $$`;
const refuseOrder = (orderId: string) => `
  create or replace trigger test_refuse before insert on payments
  for each row when (new.order_id = '${orderId}') execute function test_refuse()`;
const REFUSE_NO_MORE = 'drop trigger if exists test_refuse on payments';

export const poison: readonly FaultCase[] = [
  {
    name: 'poison',
    fault: 'messages that can never be processed, among valid messages',
    times: 2,
    async inject(context) {
      const { wire } = context.shop.broker;
      const orders = poisonOrders();
      const results = [poisonResult(), { id: randomUUID(), body: 'not JSON' }];
      await wire.send(queues.orders, orders);
      await wire.send(queues.results, results);
      await untilDead(context, { queue: queues.deadOrders, messages: orders });
      await untilDead(context, { queue: queues.deadResults, messages: results });
    },
  },
  {
    name: 'handler-throws',
    fault: 'a handler that always throws on one message of a batch',
    times: 1,
    async inject(context) {
      const { shop } = context;
      const message = createOrderMessage();
      await shop.paymentsDb.query(REFUSE);
      await shop.paymentsDb.query(refuseOrder(message.id));
      try {
        await shop.broker.wire.send(queues.orders, [message]);
        await untilDead(context, { queue: queues.deadOrders, messages: [message] });
      } finally {
        await shop.paymentsDb.query(REFUSE_NO_MORE);
      }
    },
  },
];
