import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The services of `services.json`: the only list of them. */
export function readServices(root) {
  return JSON.parse(readFileSync(join(root, 'services.json'), 'utf8'));
}
