import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../src/shop/databases';

interface Ending {
  readonly code: number;
  readonly output: string;
}

function run(service: string, env: Record<string, string>): Promise<Ending> {
  const script = join(root, service, 'dist', 'main.js');
  return new Promise((resolve) => {
    execFile(process.execPath, [script], { env }, (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), output: stdout + stderr });
    });
  });
}

/** EX_CONFIG of sysexits.h. */
const unusable = 78;

describe('a service with an invalid configuration', () => {
  it.each(['orders-service', 'payments-service'])(
    'reports all problems at once and exits 78: %s',
    async (service) => {
      const { code, output } = await run(service, {
        PORT: 'http',
        DATABASE_URL: 'mysql://somewhere/else',
        BUS_URL: 'no url',
        LOG_LEVEL: 'loud',
      });
      expect(code).toBe(unusable);
      for (const name of ['PORT', 'DATABASE_URL', 'BUS_URL', 'LOG_LEVEL']) {
        expect(output).toMatch(new RegExp(`^- ${name} `, 'm'));
      }
    },
  );

  it('reports all problems at once and exits 78: gateway', async () => {
    const { code, output } = await run('gateway', { PORT: '99999', ORDERS_URL: 'orders' });
    expect(code).toBe(unusable);
    expect(output).toMatch(/^- PORT /m);
    expect(output).toMatch(/^- ORDERS_URL /m);
  });

  it('requires settings in production that have a default only for development', async () => {
    const { code, output } = await run('orders-service', { NODE_ENV: 'production' });
    expect(code).toBe(unusable);
    expect(output).toMatch(/^- DATABASE_URL /m);
    expect(output).toMatch(/^- BUS_URL /m);
  });
});
