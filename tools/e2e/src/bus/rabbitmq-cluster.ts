/**
 * Three RabbitMQ nodes on one host form a cluster when they start. They share one address: a proxy
 * forwards each new connection to the first node that accepts it, as a load balancer does.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ownEnvironment } from '@online-shop/servers/config';
import { findFreePort } from '@online-shop/servers/ports';
import { type Program, startProgram } from '@online-shop/servers/process/program';
import { eventually } from '../eventually';
import type { Broker, Cluster } from './broker';
import { createRabbitmqWire, readRabbitmqVersion } from './rabbitmq-wire';

const binaries = '/usr/lib/rabbitmq/bin';

/** Whether the RabbitMQ programs that a cluster needs are installed. */
export function canHaveCluster(): boolean {
  return existsSync(join(binaries, 'rabbitmq-server'));
}

interface Node {
  readonly name: string;
  readonly port: number;
  readonly env: NodeJS.ProcessEnv;
  program: Program | undefined;
}

/** Stops all nodes if one node does not start within its timeout. */
export async function startRabbitmqCluster({ startWithinMs = 120_000 } = {}): Promise<Broker> {
  const folder = mkdtempSync(join(tmpdir(), 'online-shop-cluster-'));
  const nodes = await createNodes(folder);
  const start = (node: Node) => startNode(node, startWithinMs);
  const startAll = async () => void (await Promise.all(nodes.map(start)));
  const end = (signal: NodeJS.Signals) => Promise.all(nodes.map((node) => endNode(node, signal)));
  async function dispose(): Promise<void> {
    await end('SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  }
  try {
    // The first node forms the cluster. The other nodes join it.
    for (const node of nodes) await start(node);
  } catch (error) {
    await dispose();
    throw error;
  }
  const balancer = await startBalancer(nodes);
  const url = `amqp://127.0.0.1:${(balancer.address() as AddressInfo).port}`;

  const cluster: Cluster = {
    nodeCount: nodes.length,
    async killNode(index) {
      const node = nodes[index];
      if (node) await endNode(node, 'SIGKILL');
    },
    async killConnected() {
      const connected = nodes.find((node) => node.program);
      if (connected) await endNode(connected, 'SIGKILL');
    },
    async killLeader(queue) {
      const leader = await findLeader(nodes, queue);
      await endNode(leader, 'SIGKILL');
    },
  };
  return {
    ...{ kind: 'rabbitmq', url, pid: undefined, cluster },
    wire: createRabbitmqWire({ url, tapType: 'quorum' }),
    version: () => readRabbitmqVersion(url),
    start: startAll,
    stop: async () => void (await end('SIGTERM')),
    kill: async () => void (await end('SIGKILL')),
    async close() {
      balancer.close();
      await dispose();
    },
  };
}

async function createNodes(folder: string): Promise<Node[]> {
  const ports = [await findFreePort(), await findFreePort(), await findFreePort()];
  const names = ports.map((port) => `shop-${port}@localhost`);
  const config = join(folder, 'rabbitmq.conf');
  const peers = names.map((name, i) => `cluster_formation.classic_config.nodes.${i + 1} = ${name}`);
  const lines = ['cluster_formation.peer_discovery_backend = classic_config', ...peers];
  writeFileSync(config, `${lines.join('\n')}\n`);
  // The nodes authenticate each other with this shared secret.
  writeFileSync(join(folder, '.erlang.cookie'), 'ONLINESHOPCLUSTER', { mode: 0o400 });

  return Promise.all(
    ports.map(async (port, i) => {
      const name = names[i] as string;
      const home = join(folder, String(port));
      mkdirSync(home);
      const pluginsFile = join(home, 'enabled_plugins');
      writeFileSync(pluginsFile, '[].');
      const env = {
        ...{ PATH: ownEnvironment().PATH, HOME: folder, RABBITMQ_NODENAME: name },
        RABBITMQ_NODE_PORT: String(port),
        RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
        RABBITMQ_DIST_PORT: String(await findFreePort()),
        RABBITMQ_MNESIA_BASE: join(home, 'mnesia'),
        RABBITMQ_LOG_BASE: join(home, 'log'),
        RABBITMQ_PID_FILE: join(home, 'pid'),
        RABBITMQ_CONFIG_FILE: config,
        RABBITMQ_ENABLED_PLUGINS_FILE: pluginsFile,
      };
      return { name, port, env, program: undefined };
    }),
  );
}

async function startNode(node: Node, withinMs: number): Promise<void> {
  if (node.program) return;
  node.program = await startProgram({
    command: join(binaries, 'rabbitmq-server'),
    args: [],
    env: node.env,
    stopSignal: 'SIGTERM',
    stopTimeoutMs: 20_000,
    onLine: () => {},
  });
  await eventually(() => connectTo(node.port).then((socket) => socket.destroy()), { withinMs });
}

/** Signals the whole process group: a shell script, and the Erlang VM that it waits for. */
async function endNode(node: Node, signal: NodeJS.Signals): Promise<void> {
  const { program } = node;
  node.program = undefined;
  if (!program) return;
  process.kill(-program.pid, signal);
  await program.exited;
}

async function findLeader(nodes: readonly Node[], queue: string): Promise<Node> {
  const anyone = nodes.find((node) => node.program);
  if (!anyone) throw new Error('no node of the cluster is running');
  const args = [
    '-n',
    anyone.name,
    '--quiet',
    'list_queues',
    'name',
    'leader',
    '--no-table-headers',
  ];
  const { env } = anyone;
  const { stdout } = await promisify(execFile)(join(binaries, 'rabbitmqctl'), args, { env });
  const line = stdout.split('\n').find((each) => each.startsWith(`${queue}\t`));
  const leader = nodes.find((node) => node.name === line?.split('\t')[1]);
  if (!leader) throw new Error(`queue ${queue} has no leader: ${stdout}`);
  return leader;
}

/** Forwards each connection to the first node that accepts it. */
async function startBalancer(nodes: readonly Node[]): Promise<Server> {
  const server = createServer((client) => {
    client.on('error', () => {});
    connectToFirst(nodes.map((node) => node.port)).then(
      (target) => {
        target.on('error', () => {}).on('close', () => client.destroy());
        client.on('close', () => target.destroy());
        client.pipe(target).pipe(client);
      },
      () => client.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

async function connectToFirst(ports: readonly number[]): Promise<Socket> {
  for (const port of ports) {
    try {
      return await connectTo(port);
    } catch {
      // Try the next node.
    }
  }
  throw new Error('no node of the cluster accepts connections');
}

function connectTo(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.off('error', reject);
      resolve(socket);
    });
    socket.once('error', reject);
  });
}
