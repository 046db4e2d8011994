import { randomInt } from 'node:crypto';
import { nodesOf } from '@online-shop/shared/bus/bus-nodes';
import type { ShopAddresses } from './addresses';

/** Returns the text that `npm start` prints when the shop is open. */
export function welcome({ services, gatewayPort, postgresPort, busUrl }: ShopAddresses): string {
  const api = `http://localhost:${gatewayPort}`;
  const width = Math.max('PostgreSQL'.length, ...services.map(({ name }) => name.length));
  const label = (name: string) => name.padEnd(width);
  const addresses = services.map(({ name, port }) => `${label(name)} http://localhost:${port}`);
  const databases = services.map(({ database }) => database).join(', ');
  const studio = `npm run studio -w ${services[0]?.folder}`;
  const userId = `guest-${randomInt(1_000, 10_000)}`; // A new user each time, so that the lines work again.
  return `
The shop is open.

  ${label('gateway')} ${api}   (the only address a client needs; interactive API documentation: ${api}/docs)
  ${addresses.join('\n  ')}
  ${label('PostgreSQL')} 127.0.0.1:${postgresPort}   (${databases}; browse the data: ${studio})
  ${label('bus')} ${describeBus(busUrl)}

Run the demo in another terminal:

  npm run demo

Or place a paid order yourself. The last command shows the order as FINISHED after a moment:

  curl -s ${api}/api/payments/accounts -H 'Content-Type: application/json' -d '{"userId":"${userId}"}'
  curl -s ${api}/api/payments/deposit -H 'Content-Type: application/json' -d '{"userId":"${userId}","amount":100000}'
  curl -s ${api}/api/orders -H 'Content-Type: application/json' -d '{"userId":"${userId}","amount":25000}'
  curl -s ${api}/api/orders/user/${userId}

There is no authentication: every caller may act for every user.

Ctrl-C stops the shop. The data is kept for the next start.
`;
}

/** Describes the bus without its password. */
function describeBus(busUrl: string): string {
  const nodes = nodesOf(busUrl).map((node) => new URL(node));
  const { protocol = '', pathname = '' } = nodes[0] ?? {};
  const host = nodes.map((node) => node.host).join(', ');
  const isRabbit = protocol.startsWith('amqp');
  return isRabbit
    ? `RabbitMQ at ${host}${pathname}`
    : `PostgreSQL, database${pathname.replace('/', ' ')}   (BUS_URL=amqp://… uses RabbitMQ instead)`;
}
