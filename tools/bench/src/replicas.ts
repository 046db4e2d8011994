import { createGateway } from '@online-shop/e2e/shop/gateway-process';
import { getByService, shopServices } from '@online-shop/e2e/shop/shop-services';
import { type Bench, productionEnv } from './bench';

/**
 * Starts one more process of each service. The replicas share the databases and the broker. A
 * gateway connects to one replica of each service, so new replicas get their own gateway.
 */
export async function addReplicas({ shop, replicas }: Bench): Promise<void> {
  const ownReplicas = new Map(Object.entries(replicas));
  const urls = new Map<string, string>();
  for (const { name } of shopServices) {
    const replica = await shop.addReplica(name);
    getByService(ownReplicas, name).push(replica);
    urls.set(name, replica.url);
  }
  const gateway = await createGateway({ folder: shop.folder, urls, env: productionEnv });
  replicas.gateway.push(gateway);
  await gateway.start();
}
