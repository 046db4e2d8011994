import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Makes the next start of a stopped server replay its log, wait for more, and reject all
 * connections.
 */
export function recoverForEver(dataDir: string): void {
  writeFileSync(join(dataDir, 'standby.signal'), '');
  appendFileSync(join(dataDir, 'postgresql.auto.conf'), 'hot_standby = off\n');
}
