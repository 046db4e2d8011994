import { type CheckResult, runCheck } from './support/run-check';

const services = ['gateway', 'orders-service', 'payments-service'];
const tools = ['servers', 'test-kit', 'local', 'e2e', 'bench'].map((name) => `tools/${name}`);
const workspaces = ['shared', ...services, 'operations', ...tools];
const manifest = {
  'package.json': JSON.stringify({ workspaces }),
  'services.json': JSON.stringify([
    { name: 'orders', folder: 'orders-service', domain: 'orders' },
    { name: 'payments', folder: 'payments-service', domain: 'accounts' },
  ]),
};

function checkImports(files: Record<string, string>) {
  return runCheck('imports.mjs', { ...manifest, ...files });
}

/** What the message has to say, by the file and the import that break a rule. */
const violations = [
  ['orders-service/src/http/app.ts', '../db/prisma', 'call use cases'],
  ['payments-service/src/messaging/a.consumer.ts', '../db/payments.repository', 'call use cases'],
  ['orders-service/src/http/app.ts', '@online-shop/shared/database/transaction', 'call use cases'],
  ['orders-service/src/orders/place-order.ts', 'express', 'a use case knows'],
  ['orders-service/src/orders/place-order.ts', '../config', 'a use case knows'],
  ['payments-service/src/accounts/charge-orders.ts', '../messaging/topology', 'a use case knows'],
  ['payments-service/src/accounts/get-account.ts', '@online-shop/shared/bus/bus', 'a use case'],
  ['orders-service/src/orders/order.ts', 'node:fs', 'are pure'],
  ['orders-service/src/orders/order.errors.ts', '../db/prisma', 'are pure'],
  ['payments-service/src/accounts/decide-charges.ts', 'pg', 'are pure'],
  ['payments-service/src/accounts/decide-deposits.ts', '../db/prisma', 'are pure'],
  ['orders-service/src/db/orders.repository.ts', '../http/error-status', 'calls no other part'],
  ['shared/src/bus/bus.ts', '@online-shop/orders-service/config', 'knows no service'],
  ['shared/src/outbox/relay.ts', '../generated/client', 'no generated client'],
  ['gateway/src/service.ts', '@online-shop/orders-service/config', 'no service knows another'],
  ['orders-service/src/service.ts', '@online-shop/gateway/config', 'no service knows another'],
  ['payments-service/src/service.ts', '@online-shop/orders-service/x', 'no service knows another'],
  ['tools/local/src/main.ts', '../test/support/shop', 'does without its tests'],
  ['orders-service/src/main.ts', '@online-shop/servers/ports', 'services do without'],
  ['payments-service/src/main.ts', '@online-shop/operations/config', 'services do without'],
  ['shared/src/bus/bus.ts', '@online-shop/bench/run', 'shared/ knows no service'],
  ['gateway/src/main.ts', '@online-shop/e2e/config', 'services do without'],
  ['tools/local/src/shop.ts', '@online-shop/test-kit/config', 'without the test kit'],
  ['operations/src/main.ts', '@online-shop/e2e/eventually', 'without the test kit'],
  ['gateway/test/app.test.ts', '../../shared/test/support/clock', 'imported by its name'],
] as const;

/** One repository that breaks every rule. */
function seedViolations() {
  const files: Record<string, string> = {};
  for (const [file, specifier] of violations) {
    files[file] = `${files[file] ?? ''}import '${specifier}';\n`;
  }
  return files;
}

describe('check:imports', () => {
  let seeded: CheckResult;
  beforeAll(() => {
    seeded = checkImports(seedViolations());
  });

  test.each(violations)('reports an error if %s imports %s', (file, specifier, reason) => {
    const problems = seeded.output.split('\n');

    expect(problems).toContainEqual(
      expect.stringMatching(new RegExp(`^  ${file} imports ${specifier}: .*${reason}`)),
    );
  });

  test('exits with 1 if there is a violation', () => {
    expect(seeded.exitCode).toBe(1);
  });

  test('finds every kind of import', () => {
    const sources = {
      type: `import type { X } from '../db/prisma';`,
      typeInPlace: `export type X = import('../db/prisma').X;`,
      reExport: `export { x } from '../db/prisma';`,
      reExportOfAll: `export * from '../db/prisma';`,
      atRunTime: `export const x = () => import('../db/prisma');`,
      require: `const x = require('../db/prisma');`,
    };
    const { output } = checkImports(
      Object.fromEntries(
        Object.entries(sources).map(([kind, source]) => [
          `orders-service/src/http/${kind}.ts`,
          source,
        ]),
      ),
    );

    for (const kind of Object.keys(sources)) expect(output).toContain(`/${kind}.ts imports`);
  });

  test('accepts permitted imports, and imports in comments', () => {
    const { exitCode, output } = checkImports({
      'orders-service/src/http/app.ts': `
        // import { x } from '../db/prisma';
        import express from 'express';
        import { placeOrders } from '../orders/place-order';
        import { createApp } from '@online-shop/shared/http/create-app';`,
      'orders-service/src/orders/place-order.ts': `import { x } from '../db/prisma';`,
      'orders-service/src/orders/order.ts': `import { x } from '@online-shop/shared/ids/uuid-v7';`,
    });

    expect(output).toBe('✓ 3 files keep the import rules\n');
    expect(exitCode).toBe(0);
  });
});
