import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '@online-shop/servers/problem';
import { startProgram } from '@online-shop/servers/process/program';
import { type ServiceEntry, variableOf } from '@online-shop/shared/services';
import type { ShopAddresses } from './addresses';
import { databaseUrl } from './postgres/databases';
import { type Supervised, type SuperviseOptions, supervise } from './process/supervise';
import type { Terminal } from './terminal';

export interface ServicesOptions extends ShopAddresses {
  readonly root: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly terminal: Terminal;
  readonly reports: Pick<SuperviseOptions, 'onNote' | 'onHopeless'>;
}

/** EX_CONFIG of sysexits.h: the service rejected its configuration. */
const configErrorExitCode = 78;
/** Longer than a service takes to stop. */
const stopTimeoutMs = 15_000;

/** Creates the services and the gateway, each as a separate process as in production. */
export function createServices(options: ServicesOptions): readonly Supervised[] {
  const { services, gatewayPort, postgresPort, busUrl } = options;
  const urls = services.map((service) => [
    variableOf(service, 'URL'),
    `http://127.0.0.1:${service.port}`,
  ]);
  const gateway = { name: 'gateway', folder: 'gateway', port: gatewayPort };
  return [
    ...services.map((service) =>
      createService(options, {
        service,
        env: { DATABASE_URL: databaseUrl(postgresPort, service), BUS_URL: busUrl },
      }),
    ),
    createService(options, { service: gateway, env: Object.fromEntries(urls) }),
  ];
}

function createService(
  { root, environment, terminal, reports }: ServicesOptions,
  {
    service: { name, folder, port },
    env,
  }: {
    readonly service: Pick<ServiceEntry, 'name' | 'folder' | 'port'>;
    readonly env: Readonly<Record<string, string>>;
  },
): Supervised {
  const cwd = join(root, folder);
  const main = join(cwd, 'dist/main.js');
  if (!existsSync(main)) throw new Problem(`${folder} is not built: run npm run build.`);
  const onLine = terminal.lineWriter(name);
  return supervise({
    name: folder,
    hopelessExitCodes: [configErrorExitCode],
    ...reports,
    launch: () =>
      startProgram({
        command: process.execPath,
        args: [main],
        cwd,
        env: { ...environment, ...env, PORT: String(port) },
        stopSignal: 'SIGTERM',
        stopTimeoutMs: stopTimeoutMs,
        onLine,
      }),
  });
}
