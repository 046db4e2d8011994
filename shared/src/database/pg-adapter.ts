import { PrismaPg } from '@prisma/adapter-pg';
import type { PoolConfig } from 'pg';
import type { Logger } from 'winston';
import { AnsweringClient } from './answering-client';
import { PLANNER_OPTIONS } from './planner-options';

export interface ClientOptions {
  /** `postgres://user:password@host:port/database` */
  readonly url: string;
  /** Shown by the server in `pg_stat_activity`. */
  readonly applicationName: string;
  readonly logger: Logger;
  /** Most connections of this process. */
  readonly poolMax?: number;
  /** How long a statement or a transaction waits for one of them, milliseconds. */
  readonly connectionWaitMs?: number;
}

/** What every Prisma client is made with. */
export function createClientOptions({ connectionWaitMs = 2_000, ...options }: ClientOptions) {
  return {
    adapter: createPgAdapter({ connectionWaitMs, ...options }),
    transactionOptions: { maxWait: connectionWaitMs, timeout: 10_000 },
    // Errors say what went wrong, not which lines of ours were near.
    errorFormat: 'minimal',
  } as const;
}

/**
 * Prisma's adapter over a `pg` pool in which every wait has an end: for a connection, for a lock,
 * for a statement, for a transaction that idles, and for a server that no longer answers. Without
 * these a blocked statement outlives its transaction's timeout, and pg waits for ever.
 * Prepared statements are named, so that PostgreSQL parses and plans each text once a connection.
 */
function createPgAdapter(options: ClientOptions & { readonly connectionWaitMs: number }): PrismaPg {
  const { url, applicationName, logger, poolMax = 10, connectionWaitMs } = options;
  const report = (error: Error) => {
    logger.warn('a database connection was lost', { reason: error.message });
  };
  return new PrismaPg(
    {
      connectionString: url,
      application_name: applicationName,
      options: PLANNER_OPTIONS,
      max: poolMax,
      connectionTimeoutMillis: connectionWaitMs,
      idleTimeoutMillis: 30_000,
      keepAlive: true,
      // Longer than a relay holds its rows while it publishes: whoever tells of one again waits.
      lock_timeout: 7_000,
      statement_timeout: 8_000,
      idle_in_transaction_session_timeout: 15_000,
      // Only a dead line is silent for longer than a statement may take.
      query_timeout: 9_000,
      Client: AnsweringClient,
    } as PoolConfig,
    // Unheard, either of these events would end the process.
    {
      onPoolError: report,
      onConnectionError: report,
      statementNameGenerator: createStatementNames(),
    },
  );
}

/** Names the first 500 statement texts; beyond that something builds SQL, and nothing is kept. */
function createStatementNames() {
  const names = new Map<string, string>();
  return ({ sql }: { sql: string }): string => {
    const known = names.get(sql);
    if (known !== undefined) return known;
    const name = names.size < 500 ? `s${names.size}` : '';
    if (name) names.set(sql, name);
    return name;
  };
}
