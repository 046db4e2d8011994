import { EventEmitter, once } from 'node:events';
import { captureLog } from '@online-shop/test-kit/log-capture';
import { integer, logFormat, logLevel } from '../../../src/config/config-keys';
import { parseConfig } from '../../../src/config/parse-config';
import type { Component } from '../../../src/lifecycle/component';
import { runMain } from '../../../src/lifecycle/run-main';
import { runService } from '../../../src/lifecycle/run-service';

/** A process that records exit codes and error output. */
class FakeHost extends EventEmitter {
  readonly env: Record<string, string> = {};
  readonly exitCodes: number[] = [];
  errorText = '';
  readonly stderr = {
    write: (text: string) => {
      this.errorText += text;
    },
  };
  exit(code: number): void {
    this.exitCodes.push(code);
  }
}

/** A component that emits `started`. Its `stop` can hang. */
class Part extends EventEmitter implements Component {
  readonly name = 'part';
  isRunning = false;
  constructor(private readonly hangs: { readonly stop?: boolean } = {}) {
    super();
  }
  async start() {
    this.isRunning = true;
    setImmediate(() => this.emit('started'));
  }
  async stop() {
    if (this.hangs.stop) await new Promise(() => {});
    this.isRunning = false;
  }
}

const broken: Component = {
  name: 'broken',
  start: async () => {
    throw new Error('the port is taken');
  },
  stop: async () => {},
};

function run(components: readonly Component[], stopTimeoutMs = 10_000) {
  const host = new FakeHost();
  const { logger, lines } = captureLog();
  const exit = runService({ name: 'tested', logger, components, stopTimeoutMs, host });
  return { host, lines, exit };
}

describe('runService', () => {
  it.each(['SIGTERM', 'SIGINT'])('stops cleanly on %s and exits 0', async (signal) => {
    const part = new Part();
    const { host, exit } = run([part]);
    await once(part, 'started');
    host.emit(signal);
    expect(await exit).toBe(0);
    expect(part.isRunning).toBe(false);
    expect(host.exitCodes).toEqual([0]);
  });

  it('exits 0 on a signal during the start', async () => {
    const { host, exit } = run([new Part(), new Part()]);
    host.emit('SIGTERM');
    expect(await exit).toBe(0);
  });

  it('stops the started components and exits 1 if a component fails to start', async () => {
    const part = new Part();
    const { lines, exit } = run([part, broken]);
    expect(await exit).toBe(1);
    expect(part.isRunning).toBe(false);
    expect(JSON.stringify(lines)).toContain('the port is taken');
  });

  it('exits 1 if it does not stop in time', async () => {
    const part = new Part({ stop: true });
    const { host, exit } = run([part], 10);
    await once(part, 'started');
    host.emit('SIGTERM');
    expect(await exit).toBe(1);
  });

  it('exits 1 at once on a second signal', async () => {
    const part = new Part({ stop: true });
    const { host, exit } = run([part]);
    await once(part, 'started');
    host.emit('SIGTERM');
    host.emit('SIGINT');
    expect(await exit).toBe(1);
  });

  it.each(['uncaughtException', 'unhandledRejection'])('logs an %s and exits 1', async (event) => {
    const part = new Part();
    const { host, lines, exit } = run([part]);
    await once(part, 'started');
    host.emit(event, new Error('unexpected failure'));
    expect(await exit).toBe(1);
    expect(JSON.stringify(lines)).toContain('unexpected failure');
  });

  it('removes its listeners', async () => {
    const { host, exit } = run([broken]);
    await exit;
    expect(host.eventNames()).toEqual([]);
  });
});

describe('runMain', () => {
  const spec = {
    LOG_LEVEL: logLevel(),
    LOG_FORMAT: logFormat(),
    SIZE: integer({ doc: 'a size' }),
    COUNT: integer({ doc: 'a count' }),
  };
  const readConfig = (env: Readonly<Record<string, string | undefined>>) => parseConfig(env, spec);

  it('writes all configuration problems to standard error and exits 78', async () => {
    const host = new FakeHost();
    host.env.SIZE = 'big';
    const code = await runMain({
      name: 'tested',
      parseConfig: readConfig,
      createService: () => [],
      host,
    });
    expect(code).toBe(78);
    expect(host.exitCodes).toEqual([78]);
    expect(host.errorText).toContain('SIZE must be');
    expect(host.errorText).toContain('COUNT is missing');
  });

  it('runs the components of the service', async () => {
    const host = new FakeHost();
    Object.assign(host.env, { SIZE: '1', COUNT: '2', LOG_LEVEL: 'silent' });
    const part = new Part();
    const started = once(part, 'started');
    const exit = runMain({
      name: 'tested',
      parseConfig: readConfig,
      createService: (config) => (config.SIZE === 1 ? [part] : []),
      host,
    });
    await started;
    host.emit('SIGTERM');
    expect(await exit).toBe(0);
  });
});
