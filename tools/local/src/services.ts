import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '@online-shop/servers/problem';
import { startProgram } from '@online-shop/servers/process/program';
import { type DatabaseName, databaseUrl } from './postgres/databases';
import { type Supervised, type SuperviseOptions, supervise } from './process/supervise';
import type { Terminal } from './terminal';

export type ServiceName = 'gateway' | 'orders' | 'payments';
export type ServicePorts = Readonly<Record<ServiceName, number>>;

export interface ServicesOptions {
  readonly root: string;
  readonly ports: ServicePorts;
  readonly postgresPort: number;
  readonly busUrl: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly terminal: Terminal;
  readonly reports: Pick<SuperviseOptions, 'onNote' | 'onHopeless'>;
}

/** EX_CONFIG of sysexits.h: the service has said what is wrong with its configuration. */
const BAD_CONFIG = 78;
/** Longer than a service takes at most. */
const STOP_TIMEOUT_MS = 15_000;

/** The three services, each a process of its own, as production runs them. */
export function createServices(options: ServicesOptions): readonly Supervised[] {
  const { ports, postgresPort, busUrl } = options;
  const withDatabase = (name: DatabaseName) => ({
    DATABASE_URL: databaseUrl(postgresPort, name),
    BUS_URL: busUrl,
  });
  const upstreams = {
    ORDERS_URL: `http://127.0.0.1:${ports.orders}`,
    PAYMENTS_URL: `http://127.0.0.1:${ports.payments}`,
  };
  return [
    createService(options, {
      name: 'orders',
      folder: 'orders-service',
      env: withDatabase('orders'),
    }),
    createService(options, {
      name: 'payments',
      folder: 'payments-service',
      env: withDatabase('payments'),
    }),
    createService(options, { name: 'gateway', folder: 'gateway', env: upstreams }),
  ];
}

function createService(
  { root, ports, environment, terminal, reports }: ServicesOptions,
  service: {
    readonly name: ServiceName;
    readonly folder: string;
    readonly env: Readonly<Record<string, string>>;
  },
): Supervised {
  const cwd = join(root, service.folder);
  const main = join(cwd, 'dist/main.js');
  if (!existsSync(main)) throw new Problem(`${service.folder} is not built: run npm run build.`);
  const onLine = terminal.lineWriter(service.name);
  return supervise({
    name: service.folder,
    hopelessExitCodes: [BAD_CONFIG],
    ...reports,
    launch: () =>
      startProgram({
        command: process.execPath,
        args: [main],
        cwd,
        env: { ...environment, ...service.env, PORT: String(ports[service.name]) },
        stopSignal: 'SIGTERM',
        stopTimeoutMs: STOP_TIMEOUT_MS,
        onLine,
      }),
  });
}
