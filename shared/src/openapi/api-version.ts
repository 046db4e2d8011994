import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The version that all packages have: the API is released with them. */
export function readApiVersion(): string {
  const manifest = readFileSync(join(__dirname, '../../package.json'), 'utf8');
  return (JSON.parse(manifest) as { readonly version: string }).version;
}
