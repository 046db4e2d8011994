import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Has the next start of a stopped server replay its log, wait for more, and let nobody in. */
export function recoverForEver(dataDir: string): void {
  writeFileSync(join(dataDir, 'standby.signal'), '');
  appendFileSync(join(dataDir, 'postgresql.auto.conf'), 'hot_standby = off\n');
}
