import { join } from 'node:path';
import { root } from '@online-shop/e2e/shop/databases';
import { createServiceProcess } from '@online-shop/e2e/shop/service-process';
import { findFreePort } from '@online-shop/servers/ports';
import { type Bench, productionEnv } from './bench';

/**
 * Starts one more process of each service. The replicas share the databases and the broker. A
 * gateway connects to one replica of each service, so the new replicas get a gateway of their own.
 */
export async function addReplicas({ shop, replicas }: Bench): Promise<void> {
  const orders = await shop.addReplica('orders');
  replicas.orders.push(orders);
  const payments = await shop.addReplica('payments');
  replicas.payments.push(payments);

  const port = await findFreePort();
  const gateway = createServiceProcess({
    name: 'gateway',
    port,
    script: join(root, 'gateway', 'dist', 'main.js'),
    logFile: join(shop.folder, `gateway-${port}.log`),
    env: { ...productionEnv, ORDERS_URL: orders.url, PAYMENTS_URL: payments.url },
  });
  replicas.gateway.push(gateway);
  await gateway.start();
}
