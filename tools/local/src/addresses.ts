import { choosePort, claimPort, findFreePort } from '@online-shop/servers/ports';
import { type ServiceEntry, variableOf } from '@online-shop/shared/services';
import type { Config } from './config';

const defaultPostgresPort = 5500;

export interface ShopAddresses {
  /** The running services, each with its port. */
  readonly services: readonly ServiceEntry[];
  readonly gatewayPort: number;
  readonly postgresPort: number;
  readonly busUrl: string;
}

/**
 * Chooses the ports of the services and the gateway.
 * @throws Problem if a configured port is in use
 */
export async function choosePorts(
  config: Config,
): Promise<Omit<ShopAddresses, 'postgresPort' | 'busUrl'>> {
  const gateway = { port: config.GATEWAY_PORT, user: 'the gateway', variable: 'GATEWAY_PORT' };
  const gatewayPort = await choosePort(gateway);
  const services: ServiceEntry[] = [];
  for (const service of config.services) {
    const { port, folder: user } = service;
    const variable = variableOf(service, 'PORT');
    services.push({ ...service, port: await choosePort({ port, user, variable }) });
  }
  return { gatewayPort, services };
}

/**
 * Chooses the port of PostgreSQL: the configured one, otherwise 5500, otherwise any free port.
 * @throws Problem if the configured port is in use
 */
export async function choosePostgresPort(wish: number | undefined): Promise<number> {
  if (wish !== undefined) {
    return choosePort({ port: wish, user: 'PostgreSQL', variable: 'POSTGRES_PORT' });
  }
  return (await claimPort(defaultPostgresPort)) ? defaultPostgresPort : findFreePort();
}
