import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { withClient } from '@online-shop/servers/postgres/with-client';
import { findRabbitmq, type Rabbitmq } from '@online-shop/servers/rabbitmq';
import { createBus } from '@online-shop/shared/bus/create-bus';
import { silentLogger } from '@online-shop/test-kit/silent-logger';
import { makeTestDatabase, type TestDatabase } from '@online-shop/test-kit/test-database';
import { connect } from 'amqplib';
import { loadTopologies } from '../../src/topologies';

jest.setTimeout(120_000); // Each command is a process of its own.

const main = join(__dirname, '../../dist/topology/main.js');

interface Run {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function runTopology(args: readonly string[], env: Record<string, string> = {}): Promise<Run> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [main, ...args], { env }, (_, stdout, stderr) =>
      resolve({ exitCode: child.exitCode, stdout, stderr }),
    );
  });
}

/** Declares the topology of every service. */
async function declareAll(url: string): Promise<void> {
  for (const { topology } of loadTopologies()) {
    const bus = createBus({ url, topology, logger: silentLogger });
    const isUp = new Promise<void>((resolve) => bus.onUp(resolve));
    await bus.start();
    await isUp;
    await bus.stop();
  }
}

const linesOf = ({ stdout }: Run) => stdout.trimEnd().split('\n').slice(1);
const equal = 'The broker has what the services declare.';

describe('npm run topology', () => {
  it('prints the queues of every service with their arguments', async () => {
    const { exitCode, stdout } = await runTopology([]);
    expect(exitCode).toBe(0);
    for (const { service, topology } of loadTopologies()) {
      expect(stdout).toContain(service);
      for (const queue of Object.keys(topology.vhosts.shop?.queues ?? {})) {
        expect(stdout).toContain(`    ${queue}\n      x-queue-type: quorum`);
      }
    }
  });

  it('prints the Rascal configurations with --json', async () => {
    const { stdout } = await runTopology(['--json']);
    expect(JSON.parse(stdout)).toEqual(JSON.parse(JSON.stringify(loadTopologies())));
  });

  it('rejects an unknown option', async () => {
    const run = await runTopology(['--diff']);
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderr).toMatch(/^Unknown option '--diff'/);
  });

  it('exits 2 if the broker is unavailable', async () => {
    const run = await runTopology(['--compare'], { BUS_URL: 'amqp://127.0.0.1:1' });
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toMatch(/^RabbitMQ at 127\.0\.0\.1:1 .*ECONNREFUSED/);
  });
});

describe('npm run topology -- --compare on the embedded bus', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await makeTestDatabase();
    await declareAll(database.url);
  });
  afterAll(() => database.drop());

  const compare = (env: Record<string, string> = {}) =>
    runTopology(['--compare'], { BUS_URL: database.url, ...env });

  it('finds no difference after the services have declared', async () => {
    const run = await compare();
    expect(linesOf(run)).toEqual([equal]);
    expect(run.exitCode).toBe(0);
  });

  it('compares the queues of examples only if WITH_EXAMPLES is true', async () => {
    await withClient(database.url, (client) =>
      client.query("DELETE FROM bus.bindings WHERE queue = 'notifications.payment-results'"),
    );
    expect(linesOf(await compare())).toEqual([equal]);
    const run = await compare({ WITH_EXAMPLES: 'true' });
    expect(linesOf(run)).toContain(
      'the binding of notifications.payment-results to shop.events with payment.failed is missing',
    );
  });

  it('names missing and foreign bindings', async () => {
    await withClient(database.url, (client) =>
      client.query(
        "UPDATE bus.bindings SET binding_key = 'order.*' WHERE binding_key LIKE 'order%'",
      ),
    );
    const run = await compare();
    const binding = 'the binding of payments.order-created to shop.events with';
    expect(linesOf(run)).toEqual([
      `${binding} order.created is missing`,
      `${binding} order.* is not declared by any service`,
    ]);
    expect(run.exitCode).toBe(1);
  });
});

const startRabbitmq = findRabbitmq();

(startRabbitmq ? describe : describe.skip)('npm run topology -- --compare on RabbitMQ', () => {
  let rabbitmq: Rabbitmq;
  beforeAll(async () => {
    rabbitmq = await (startRabbitmq as () => Promise<Rabbitmq>)();
    await declareAll(rabbitmq.url);
  });
  afterAll(() => rabbitmq.dispose());

  const notCompared = 'Bindings are not compared: set RABBITMQ_API_URL.';
  const compare = () => runTopology(['--compare'], { BUS_URL: rabbitmq.url });

  it('finds no difference after the services have declared', async () => {
    const run = await compare();
    expect(linesOf(run)).toEqual([notCompared, equal]);
    expect(run.exitCode).toBe(0);
  });

  it('names a missing queue and one with other arguments, and repairs neither', async () => {
    const connection = await connect(rabbitmq.url);
    const channel = await connection.createChannel();
    await channel.deleteQueue('orders.payment-results.dead');
    await channel.deleteQueue('payments.order-created.retry-1');
    await channel.assertQueue('payments.order-created.retry-1', {
      arguments: { 'x-message-ttl': 7 },
    });
    await connection.close();

    for (let repeat = 0; repeat < 2; repeat += 1) {
      const run = await compare();
      expect(linesOf(run)).toEqual([
        'the queue orders.payment-results.dead is missing',
        expect.stringMatching(
          /^the queue payments\.order-created\.retry-1 differs: .*inequivalent arg/,
        ),
        notCompared,
      ]);
      expect(run.exitCode).toBe(1);
    }
  });
});
