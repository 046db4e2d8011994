import { randomInt } from 'node:crypto';
import { nodesOf } from '@online-shop/shared/bus/bus-nodes';
import type { ShopAddresses } from './addresses';

/** What somebody reads who has just opened the shop for the first time. */
export function welcome({ services, gatewayPort, postgresPort, busUrl }: ShopAddresses): string {
  const api = `http://localhost:${gatewayPort}`;
  const width = Math.max('PostgreSQL'.length, ...services.map(({ name }) => name.length));
  const label = (name: string) => name.padEnd(width);
  const addresses = services.map(({ name, port }) => `${label(name)} http://localhost:${port}`);
  const databases = services.map(({ database }) => database).join(', ');
  const studio = `npm run studio -w ${services[0]?.folder}`;
  const userId = `guest-${randomInt(1_000, 10_000)}`; // a new one each time, so the lines work again
  return `
The shop is open.

  ${label('gateway')} ${api}   (the only address a client needs; API and try-out: ${api}/docs)
  ${addresses.join('\n  ')}
  ${label('PostgreSQL')} 127.0.0.1:${postgresPort}   (${databases}; look inside: ${studio})
  ${label('bus')} ${describeBus(busUrl)}

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
