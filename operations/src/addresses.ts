import type { ConfigKey } from '@online-shop/shared/config/config-key';
import { dataFolder, type LocalShop, readLocalShop } from '@online-shop/shared/config/local-shop';
import { busUrl, databaseUrl } from '@online-shop/shared/config/url-keys';

const defaults: Omit<LocalShop, 'gatewayUrl'> = {
  busUrl: 'postgres://bus:bus@127.0.0.1:5500/busdb',
  ordersDatabaseUrl: 'postgres://orders:orders@127.0.0.1:5500/ordersdb',
  paymentsDatabaseUrl: 'postgres://payments:payments@127.0.0.1:5500/paymentsdb',
};

type Environment = Readonly<Record<string, string | undefined>>;
type AddressName = 'BUS_URL' | 'ORDERS_DATABASE_URL' | 'PAYMENTS_DATABASE_URL';

/** The bus that a command works on, and what chose it. */
export interface BusAddress {
  readonly url: string;
  readonly origin: string;
}

export interface Addresses {
  readonly keys: Readonly<Record<AddressName, ConfigKey<string>>>;
  originOf(name: AddressName): string;
}

/**
 * Chooses the bus and the databases that a command works on: the variable if it is set; otherwise
 * those of the shop that `npm start` started on this data folder; otherwise the defaults of
 * `npm start`.
 * @throws ConfigError if a variable is not set and the file of `npm start` is damaged
 */
export function findAddresses(environment: Environment, names: readonly AddressName[]): Addresses {
  const isSet = (name: AddressName) => Boolean(environment[name]?.trim());
  const folder = dataFolder(environment.DATA_DIR);
  const shop = names.every(isSet) ? undefined : readLocalShop(folder);
  const addresses = { ...defaults, ...shop };
  // `npm start` always runs in development, whatever NODE_ENV its shell exports.
  const isRequiredInProduction = shop === undefined;
  return {
    keys: {
      BUS_URL: {
        ...busUrl({
          doc: 'RabbitMQ (amqp://…) or the embedded bus (postgres://…), the same as the services use',
          default: addresses.busUrl,
        }),
        isRequiredInProduction,
      },
      ORDERS_DATABASE_URL: {
        ...databaseUrl({
          doc: 'the database of orders-service; a role that may read it is enough',
          default: addresses.ordersDatabaseUrl,
        }),
        isRequiredInProduction,
      },
      PAYMENTS_DATABASE_URL: {
        ...databaseUrl({
          doc: 'the database of payments-service; a role that may read it is enough',
          default: addresses.paymentsDatabaseUrl,
        }),
        isRequiredInProduction,
      },
    },
    originOf(name) {
      if (isSet(name)) return name;
      return shop ? `npm start in ${folder}` : 'the default of npm start';
    },
  };
}

/** `amqp://shop:secret@mq/shop` without user and password: `RabbitMQ at mq/shop`. */
export function describeBus({ url, origin }: BusAddress): string {
  const { protocol, host, pathname } = new URL(url);
  const engine = protocol.startsWith('amqp') ? 'RabbitMQ' : 'embedded bus';
  return `Bus: ${engine} at ${host}${pathname === '/' ? '' : pathname}, from ${origin}`;
}
