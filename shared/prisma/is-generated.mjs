import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What a generated client is made from, seen from its workspace, and the versions it is made with. */
const sources = [
  'prisma/schema.prisma',
  fileURLToPath(new URL('prisma.config.ts', import.meta.url)),
  fileURLToPath(new URL('../../package-lock.json', import.meta.url)),
];

/**
 * Whether the generated client is newer than all of its sources. Then it need not be generated
 * again.
 */
export function isGenerated() {
  const madeAt = timeOf('src/db/generated/client.ts');
  return madeAt !== undefined && sources.every((source) => (timeOf(source) ?? 0) < madeAt);
}

function timeOf(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}
