import { randomInt } from 'node:crypto';
import { nodesOf } from '@online-shop/shared/bus/bus-nodes';
import type { ShopAddresses } from './shop';

/** What somebody reads who has just opened the shop for the first time. */
export function welcome({ ports, postgresPort, busUrl }: ShopAddresses): string {
  const api = `http://localhost:${ports.gateway}`;
  const userId = `guest-${randomInt(1_000, 10_000)}`; // a new one each time, so the lines work again
  return `
The shop is open.

  gateway    ${api}   (the only address a client needs; API and try-out: ${api}/docs)
  orders     http://localhost:${ports.orders}
  payments   http://localhost:${ports.payments}
  PostgreSQL 127.0.0.1:${postgresPort}   (ordersdb, paymentsdb; look inside: npm run studio -w orders-service)
  bus        ${describeBus(busUrl)}

Try in another terminal:

  npm run demo

or by hand, to the first paid order (the last line shows it FINISHED a moment later):

  curl -s ${api}/api/payments/accounts -H 'Content-Type: application/json' -d '{"userId":"${userId}"}'
  curl -s ${api}/api/payments/deposit -H 'Content-Type: application/json' -d '{"userId":"${userId}","amount":100000}'
  curl -s ${api}/api/orders -H 'Content-Type: application/json' -d '{"userId":"${userId}","amount":25000}'
  curl -s ${api}/api/orders/user/${userId}

There is no authentication: every caller may act for every user.

Ctrl-C stops everything; what was stored is there again at the next start.
`;
}

/** Without its password. */
function describeBus(busUrl: string): string {
  const nodes = nodesOf(busUrl).map((node) => new URL(node));
  const { protocol = '', pathname = '' } = nodes[0] ?? {};
  const host = nodes.map((node) => node.host).join(', ');
  const isRabbit = protocol.startsWith('amqp');
  return isRabbit
    ? `RabbitMQ at ${host}${pathname}`
    : `PostgreSQL, database${pathname.replace('/', ' ')}   (BUS_URL=amqp://… uses RabbitMQ instead)`;
}
