import { defineConfig } from 'prisma/config';

/** The database of `npm start`, with its well-known development password. */
const localUrl = `postgres://orders:orders@127.0.0.1:${process.env.POSTGRES_PORT ?? 5500}/ordersdb?sslmode=disable`;

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? localUrl },
});
