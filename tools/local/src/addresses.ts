import { choosePort, claimPort, findFreePort } from '@online-shop/servers/ports';
import { type ServiceEntry, variableOf } from '@online-shop/shared/services';
import type { Config } from './config';

const DEFAULT_POSTGRES_PORT = 5500;

export interface ShopAddresses {
  /** The services that run, each with its port. */
  readonly services: readonly ServiceEntry[];
  readonly gatewayPort: number;
  readonly postgresPort: number;
  readonly busUrl: string;
}

/** @throws Problem if a port that the settings name is not free */
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

/** @throws Problem if the port that was asked for is not free */
export async function choosePostgresPort(wish: number | undefined): Promise<number> {
  if (wish !== undefined) {
    return choosePort({ port: wish, user: 'PostgreSQL', variable: 'POSTGRES_PORT' });
  }
  return (await claimPort(DEFAULT_POSTGRES_PORT)) ? DEFAULT_POSTGRES_PORT : findFreePort();
}
