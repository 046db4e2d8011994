import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ownEnvironment } from '@online-shop/servers/config';
import { root } from '../shop/databases';
import type { Shop } from '../shop/shop';
import { type Violation, violations } from './violation';

const script = join(root, 'operations', 'dist', 'audit', 'main.js');

/** Runs the audit of the operations CLI. It must run and find no violation. */
export async function checkAudit({ ordersDb, paymentsDb, broker }: Shop): Promise<Violation[]> {
  const env = {
    PATH: ownEnvironment().PATH ?? '',
    ORDERS_DATABASE_URL: ordersDb.url,
    PAYMENTS_DATABASE_URL: paymentsDb.url,
    BUS_URL: broker.url,
  };
  try {
    await promisify(execFile)(process.execPath, [script], { env });
    return [];
  } catch (error) {
    // Exit code 1: the report on standard output lists what is wrong. Otherwise the audit failed.
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    return violations('audited', [`${stderr}${stdout}`.trim()]);
  }
}
