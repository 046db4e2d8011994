/**
 * The configuration of Prisma's CLI for each service. `shop-prisma` runs the CLI in the folder of
 * the service. Without DATABASE_URL it works on the service's database of `npm start`, with the
 * well-known development password.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'prisma/config';

const workspace = process.cwd();

export default defineConfig({
  schema: join(workspace, 'prisma/schema.prisma'),
  migrations: { path: join(workspace, 'prisma/migrations') },
  datasource: { url: process.env.DATABASE_URL ?? localUrl() },
});

function localUrl(): string {
  const root = join(__dirname, '../..');
  const services: { name: string; folder: string; database: string }[] = JSON.parse(
    readFileSync(join(root, 'services.json'), 'utf8'),
  );
  const service = services.find(({ folder }) => join(root, folder) === workspace);
  if (!service) throw new Error(`services.json has no service in the folder ${workspace}`);
  const { name, database } = service;
  const port = process.env.POSTGRES_PORT ?? 5500;
  return `postgres://${name}:${name}@127.0.0.1:${port}/${database}?sslmode=disable`;
}
