import type { Shop } from '../shop/shop';

/** What a run took place on: `RabbitMQ 4.3.6, PostgreSQL 18.6, Node.js 20.19.0`. */
export async function readVersions({ broker, ordersDb }: Shop): Promise<string> {
  const [row] = await ordersDb.query<{ server_version: string }>('SHOW server_version');
  return [
    await broker.version(),
    `PostgreSQL ${row?.server_version}`,
    `Node.js ${process.versions.node}`,
  ].join(', ');
}
