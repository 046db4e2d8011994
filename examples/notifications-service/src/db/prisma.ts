import { type ClientOptions, createClientOptions } from '@online-shop/shared/database/pg-adapter';
import { type Prisma, PrismaClient } from './generated/client';

/** The client outside a transaction. */
export type Database = PrismaClient;
/** Inside an interactive transaction. */
export type Transaction = Prisma.TransactionClient;

/** Connects with the first query, not before. */
export function createPrisma(options: ClientOptions): Database {
  return new PrismaClient(createClientOptions(options));
}
