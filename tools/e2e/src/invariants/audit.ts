import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ownEnvironment } from '@online-shop/servers/config';
import { root } from '../shop/databases';
import type { Shop } from '../shop/shop';
import { type Violation, violations } from './violation';

const script = join(root, 'operations', 'dist', 'audit', 'main.js');

/** Runs the operator's audit as a process of its own: it can run, and it finds nothing wrong. */
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
