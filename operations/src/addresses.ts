import type { ConfigKey } from '@online-shop/shared/config/config-key';
import {
  databaseUrlKey,
  dataFolder,
  type LocalShop,
  readLocalShop,
} from '@online-shop/shared/config/local-shop';
import { busUrl, databaseUrl } from '@online-shop/shared/config/url-keys';
import { type ServiceEntry, services, variableOf } from '@online-shop/shared/services';

type Environment = Readonly<Record<string, string | undefined>>;
/** `ORDERS_DATABASE_URL` for `orders`. */
type AddressName = 'BUS_URL' | `${string}_DATABASE_URL`;

/** The bus that a command uses, and the source of its address. */
export interface BusAddress {
  readonly url: string;
  readonly origin: string;
}

export interface Addresses<Name extends AddressName> {
  readonly keys: Readonly<Record<Name, ConfigKey<string>>>;
  originOf(name: Name): string;
}

/**
 * Chooses the bus and the databases that a command uses: the variable if it is set; otherwise
 * those of the shop that `npm start` started on this data folder; otherwise the defaults of
 * `npm start`.
 * @throws ConfigError if a variable is not set and the file of `npm start` is damaged
 */
export function findAddresses<Name extends AddressName>(
  environment: Environment,
  names: readonly Name[],
): Addresses<Name> {
  const isSet = (name: AddressName) => Boolean(environment[name]?.trim());
  const folder = dataFolder(environment.DATA_DIR);
  const shop = names.every(isSet) ? undefined : readLocalShop(folder);
  const keys = keysOf(shop);
  return {
    keys: Object.fromEntries(names.map((name) => [name, keys[name]])) as Addresses<Name>['keys'],
    originOf(name) {
      if (isSet(name)) return name;
      return shop ? `npm start in ${folder}` : 'the default of npm start';
    },
  };
}

/** Every address. Defaults to the address of the running shop or of `npm start`. */
function keysOf(shop: LocalShop | undefined): Readonly<Record<string, ConfigKey<string>>> {
  // `npm start` always runs in development, whatever NODE_ENV its shell exports.
  const isRequiredInProduction = shop === undefined;
  const bus = busUrl({
    doc: 'RabbitMQ (amqp://…) or the embedded bus (postgres://…), the same as the services use',
    default: shop?.busUrl ?? defaultUrl({ name: 'bus', database: 'busdb' }),
  });
  const databases = services.map((service) => {
    const key = databaseUrl({
      doc: `the database of ${service.folder}; a role that may read it is enough`,
      default: shop?.[databaseUrlKey(service.name)] ?? defaultUrl(service),
    });
    return [variableOf(service, 'DATABASE_URL'), { ...key, isRequiredInProduction }];
  });
  return { BUS_URL: { ...bus, isRequiredInProduction }, ...Object.fromEntries(databases) };
}

function defaultUrl({ name, database }: Pick<ServiceEntry, 'name' | 'database'>): string {
  return `postgres://${name}:${name}@127.0.0.1:5500/${database}`;
}

/** `amqp://shop:secret@mq/shop` without user and password: `RabbitMQ at mq/shop`. */
export function describeBus({ url, origin }: BusAddress): string {
  const { protocol, host, pathname } = new URL(url);
  const engine = protocol.startsWith('amqp') ? 'RabbitMQ' : 'embedded bus';
  return `Bus: ${engine} at ${host}${pathname === '/' ? '' : pathname}, from ${origin}`;
}
