import type { Bench } from '../bench';
import { runClosedLoop } from '../load/closed-loop';
import { get, openHttpConnection } from '../load/http-connection';
import { percentilesOf } from '../measure/latency';
import { cpuMeasures, latencyMeasures, serverMeasures } from '../measure/measures';
import { measureUsage } from '../measure/usage';
import type { BenchCase } from './bench-case';

interface ReadsCaseOptions extends Pick<BenchCase, 'name' | 'title' | 'ratios'> {
  readonly isDirect?: boolean;
  /** Returns the paths that the clients request in turn. */
  readonly findPaths: (bench: Bench) => Promise<readonly string[]>;
}

export const getOrder = createReadsCase({
  name: 'get-order',
  title: 'GET an order',
  ratios: { ofDirect: 'get-order-direct' },
  findPaths: findOrderPaths,
});

export const getOrderDirect = createReadsCase({
  name: 'get-order-direct',
  title: 'GET an order, without the gateway',
  isDirect: true,
  findPaths: findOrderPaths,
});

/** Reads pages of 50 from the newest to the oldest order: the cost must not depend on the page. */
export const listOrders = createReadsCase({
  name: 'list-orders',
  title: "GET a page of 50 of a user's 100 000 orders",
  findPaths: findPagePaths,
});

function createReadsCase({ isDirect, findPaths, ...names }: ReadsCaseOptions): BenchCase {
  return {
    ...names,
    async measure(bench, { orders: requests, connections }) {
      const { orders, gateway } = bench.shop;
      const paths = await findPaths(bench);
      const { seconds, cpu, server, found } = await measureUsage(bench, () =>
        runClosedLoop({
          urls: [isDirect ? orders.url : gateway.url],
          connections,
          requests,
          expectedStatus: 200,
          request: (i) => get(paths[i % paths.length] as string),
        }),
      );
      return {
        requestsPerSecond: requests / seconds,
        seconds,
        ...latencyMeasures('get', percentilesOf(found.latencies)),
        ...cpuMeasures(cpu, requests),
        ...serverMeasures(server, requests),
      };
    },
  };
}

const someOrdersSql = 'SELECT id FROM orders ORDER BY hashtext(id::text) LIMIT 1000';
const busiestUserSql = 'SELECT user_id FROM orders GROUP BY user_id ORDER BY count(*) DESC LIMIT 1';

async function findOrderPaths({ ordersDb }: Bench): Promise<string[]> {
  const { rows } = await ordersDb.query<{ id: string }>(someOrdersSql);
  return rows.map(({ id }) => `/api/orders/${id}`);
}

/**
 * Reads the whole list once to collect its cursors, because only orders-service can create a
 * cursor.
 */
async function findPagePaths({ ordersDb, shop }: Bench): Promise<string[]> {
  const { rows } = await ordersDb.query<{ user_id: string }>(busiestUserSql);
  const path = `/api/orders/user/${rows[0]?.user_id}`;
  const connection = openHttpConnection(shop.gateway.url);
  const paths = [`${path}?limit=50`];
  let cursor: string | null = null;
  do {
    const after: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const { status, body } = await connection.send(get(`${path}?limit=200${after}`));
    if (status !== 200) throw new Error(`GET ${path} returned ${status}: ${body}`);
    cursor = (JSON.parse(body) as { nextCursor: string | null }).nextCursor;
    if (cursor !== null) paths.push(`${path}?limit=50&cursor=${encodeURIComponent(cursor)}`);
  } while (cursor !== null);
  await connection.close();
  return paths;
}
