import { join } from 'node:path';
import { findFreePort } from '@online-shop/servers/ports';
import { variableOf } from '@online-shop/shared/services';
import { createServiceProcess, type ServiceProcess } from './service-process';
import { getByService, scriptOf, shopServices } from './shop-services';

export interface GatewayOptions {
  /** The folder of the log file. */
  readonly folder: string;
  /** The URL of each service, by name. */
  readonly urls: ReadonlyMap<string, string>;
  readonly env: Readonly<Record<string, string>>;
}

/** Prepares a gateway on a free port without starting it. */
export async function createGateway({
  folder,
  urls,
  env,
}: GatewayOptions): Promise<ServiceProcess> {
  const port = await findFreePort();
  const variables = shopServices.map((service) => [
    variableOf(service, 'URL'),
    getByService(urls, service.name),
  ]);
  return createServiceProcess({
    name: 'gateway',
    port,
    script: scriptOf('gateway'),
    logFile: join(folder, `gateway-${port}.log`),
    env: { ...Object.fromEntries(variables), ...env },
  });
}
