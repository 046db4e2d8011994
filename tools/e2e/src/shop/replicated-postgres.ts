/**
 * A PostgreSQL server that can have a standby. Primary and standby share one address, as in a
 * high-availability set-up:
 *
 *   single ──addStandby()──► primary + standby ──failOver()──► single (the promoted standby)
 *
 * With synchronous replication, a commit returns after the standby has written it.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '@online-shop/servers/ports';
import {
  createPostgres,
  type Postgres,
  type StopMode,
  stopSignals,
} from '@online-shop/servers/postgres';
import { withClient } from '@online-shop/servers/postgres/with-client';
import type { Program } from '@online-shop/servers/process/program';
import { startTcpProxy } from '@online-shop/test-kit/tcp-proxy';
import { eventually } from '../eventually';
import { through } from './lines';
import { signalTree } from './process-tree';
import type { ShopPostgres } from './shop';

export interface ReplicationOptions {
  readonly isSynchronous?: boolean;
}

interface Server {
  readonly dataDir: string;
  readonly postgres: Postgres;
  program: Program | undefined;
}

const standbyName = 'standby';
const settings = { max_connections: '200', fsync: 'off', full_page_writes: 'off' };
const IS_STREAMING = `select from pg_stat_replication where application_name = $1 and state = 'streaming'`;

/** Starts a server without a standby. Resolves once the server is ready. */
export async function startReplicatedPostgres({
  isSynchronous = true,
}: ReplicationOptions = {}): Promise<ShopPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'online-shop-replication-'));
  let count = 0;
  let primary = await createServer();
  let standby: Server | undefined;
  await launch(primary);
  const address = await startTcpProxy(primary.postgres.port);

  async function createServer(more: Readonly<Record<string, string>> = {}): Promise<Server> {
    count += 1;
    const dataDir = join(folder, `data-${count}`);
    const port = await findFreePort();
    const postgres = createPostgres({ dataDir, port, settings: { ...settings, ...more } });
    return { dataDir, postgres, program: undefined };
  }

  async function addStandby(): Promise<void> {
    const copy = await createServer({ primary_conninfo: conninfoOf(primary.postgres) });
    await stop(primary, 'fast');
    execFileSync('cp', ['-a', primary.dataDir, copy.dataDir]);
    copyFileSync(`${primary.dataDir}.password`, `${copy.dataDir}.password`);
    writeFileSync(join(copy.dataDir, 'standby.signal'), '');
    await launch(primary);
    await launch(copy);
    standby = copy;
    await withClient(primary.postgres.adminUrl(), async (client) => {
      await eventually(async () => {
        const { rowCount } = await client.query(IS_STREAMING, [standbyName]);
        if (rowCount === 0) throw new Error('the standby does not replicate from the primary');
      });
      if (!isSynchronous) return;
      await client.query(`alter system set synchronous_standby_names = '${standbyName}'`);
      await client.query('select pg_reload_conf()');
    });
  }

  async function failOver(): Promise<void> {
    if (!standby) throw new Error('there is no standby');
    const dead = primary;
    if (dead.program) signalTree(dead.program.pid, 'SIGKILL');
    await dead.program?.exited;
    primary = standby;
    standby = undefined;
    address.addTarget(primary.postgres.port);
    address.removeTarget(dead.postgres.port);
    await withClient(primary.postgres.adminUrl(), (client) => client.query('select pg_promote()'));
    rmSync(dead.dataDir, { recursive: true, force: true });
  }

  return {
    port: address.port,
    get pid() {
      return primary.program?.pid;
    },
    url: (database) => through(primary.postgres.adminUrl(database), address),
    start: () => launch(primary),
    stop: (mode = 'fast') => stop(primary, mode),
    replication: { addStandby, failOver },
    async close() {
      await address.close();
      await Promise.all([primary, standby].map((server) => server && stop(server, 'immediate')));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function launch(server: Server): Promise<void> {
  server.program ??= await server.postgres.launch();
}

async function stop(server: Server, mode: StopMode): Promise<void> {
  const { program } = server;
  server.program = undefined;
  await program?.stop(stopSignals[mode]);
}

/** The libpq connection string of the standby to the primary. */
function conninfoOf(primary: Postgres): string {
  const { hostname, port, username, password } = new URL(primary.adminUrl());
  return `host=${hostname} port=${port} user=${username} password=${password} application_name=${standbyName}`;
}
