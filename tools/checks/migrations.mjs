/**
 * Checks that the migrations of each service, applied to an empty database, produce its Prisma
 * schema. Otherwise prints the SQL of the missing migration. Needs a build. Starts its own PostgreSQL.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { startTestPostgres } from '@online-shop/servers/test-postgres';
import { report } from './report.mjs';
import { readServices } from './services-list.mjs';

const root = join(import.meta.dirname, '../..');
const services = readServices(root);

const postgres = await startTestPostgres();
try {
  report({
    subject: `the migrations of ${services.map(({ folder }) => folder).join(', ')} match their schemas`,
    problems: services.flatMap(({ folder }) => diff(folder)),
  });
} finally {
  await postgres.close();
}

/** Exit code 0: equal; 2: different; any other: Prisma failed. */
function diff(service) {
  const { status, stdout, stderr } = spawnSync(
    join(root, 'node_modules/.bin/shop-prisma'),
    [
      'migrate',
      'diff',
      '--exit-code',
      '--script',
      '--from-migrations',
      'prisma/migrations',
      '--to-schema',
      'prisma/schema.prisma',
    ],
    {
      cwd: join(root, service),
      env: { ...process.env, DATABASE_URL: postgres.url() },
      encoding: 'utf8',
    },
  );
  if (status === 0) return [];
  const sql = `${service}/prisma/migrations lacks a migration:\n${stdout}`;
  return [status === 2 ? sql : `${service}:\n${stdout}${stderr}`];
}
