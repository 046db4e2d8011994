import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Returns the version of the API. It is the version of all packages. */
export function readApiVersion(): string {
  const manifest = readFileSync(join(__dirname, '../../package.json'), 'utf8');
  return (JSON.parse(manifest) as { readonly version: string }).version;
}
