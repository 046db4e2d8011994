import { type ClientOptions, createClientOptions } from '@online-shop/shared/database/pg-adapter';
import { type Prisma, PrismaClient } from './generated/client';

/** The Prisma client, for use outside a transaction. */
export type Database = PrismaClient;
/** The Prisma client inside an interactive transaction. */
export type Transaction = Prisma.TransactionClient;

/** The client connects with its first query. */
export function createPrisma(options: ClientOptions): Database {
  return new PrismaClient(createClientOptions(options));
}
