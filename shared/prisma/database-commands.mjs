import pg from 'pg';
import { createConnectionConfig } from './connection.mjs';

/** Prisma's error codes for a missing database and an unreachable server. */
const missingDatabase = { sqlState: '3D000', prismaCode: 'P1003' };
const unreachableCode = 'P1001';

/** The database commands that the CLI runs before its first JSON-RPC request. */
export const databaseCommands = {
  'can-connect-to-database': (url) => withClient(url, () => {}),

  'create-database': (url) => {
    const maintenance = new URL(url);
    const name = decodeURIComponent(maintenance.pathname.slice(1));
    maintenance.pathname = '/postgres';
    return withClient(maintenance.href, (client) =>
      client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`),
    );
  },
};

/** @throws the driver's error, with `prismaCode` set to the code that the CLI expects */
async function withClient(url, work) {
  const client = new pg.Client(createConnectionConfig(url));
  try {
    await client.connect();
    await work(client);
  } catch (error) {
    const isMissing = error.code === missingDatabase.sqlState;
    throw Object.assign(error, {
      message: error.message || `${error.code}: PostgreSQL cannot be reached`,
      prismaCode: isMissing ? missingDatabase.prismaCode : unreachableCode,
    });
  } finally {
    await client.end().catch(() => {});
  }
}
