import { createHash } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import type { PoolConfig } from 'pg';
import type { Logger } from 'winston';
import { type ConnectionOptions, createConnectionConfig } from './connection';
import { FailFastClient } from './fail-fast-client';
import { plannerSettings } from './planner-settings';
import type { SessionSettings } from './session-settings';

export interface ClientOptions extends Omit<ConnectionOptions, 'settings'> {
  readonly logger: Logger;
  /** Maximum number of database connections of this process. Defaults to 10. */
  readonly maxPoolSize?: number;
  /**
   * How long a statement or a transaction waits for a connection, in milliseconds. Defaults to 2 s.
   */
  readonly connectionWaitMs?: number;
  /**
   * A connection without a response for this long counts as dead, in milliseconds. Defaults to 9 s.
   */
  readonly answerTimeoutMs?: number;
  /** Whether to use named prepared statements. Defaults to true. */
  readonly hasPreparedStatements?: boolean;
}

/** Timeouts that the server enforces, in milliseconds. They bound every wait. */
export const serviceSettings: SessionSettings = {
  ...plannerSettings,
  // Longer than the relay locks its rows while it publishes (5 s): re-driving waits for these rows.
  lock_timeout: '7000',
  statement_timeout: '8000',
  idle_in_transaction_session_timeout: '15000',
};

/** Returns the constructor options of a Prisma client. */
export function createClientOptions({ connectionWaitMs = 2_000, ...options }: ClientOptions) {
  return {
    adapter: createPgAdapter({ connectionWaitMs, ...options }),
    transactionOptions: { maxWait: connectionWaitMs, timeout: 10_000 },
    // Omits source code excerpts from error messages.
    errorFormat: 'minimal',
  } as const;
}

/**
 * Creates Prisma's adapter over a `pg` pool that bounds every wait: for a connection, a lock, a
 * statement, an idle transaction, and a server that stops responding. Without these limits a
 * blocked statement outlives the timeout of its transaction, and pg waits forever. Statements are
 * prepared under a name, so that PostgreSQL parses and plans each text once per connection.
 */
function createPgAdapter(options: ClientOptions & { readonly connectionWaitMs: number }): PrismaPg {
  const { url, applicationName, logger, maxPoolSize = 10, connectionWaitMs } = options;
  const { hasPreparedStatements = true, answerTimeoutMs = 9_000 } = options;
  const report = (error: Error) => {
    logger.warn('database connection lost; the pool reconnects on demand', {
      reason: error.message,
    });
  };
  return new PrismaPg(
    {
      ...createConnectionConfig({ url, applicationName, settings: serviceSettings }),
      max: maxPoolSize,
      connectionTimeoutMillis: connectionWaitMs,
      idleTimeoutMillis: 30_000,
      keepAlive: true,
      // Longer than the statement timeout of the server, so only a dead connection exceeds it.
      query_timeout: answerTimeoutMs,
      Client: FailFastClient,
    } as PoolConfig,
    // Without a listener, either event would crash the process.
    {
      onPoolError: report,
      onConnectionError: report,
      ...(hasPreparedStatements && { statementNameGenerator: createStatementNames() }),
    },
  );
}

/**
 * Returns statement names for the first 500 statement texts. Code that builds SQL texts would
 * exceed this number; its further statements stay unnamed. A name is a hash of the text, so two
 * processes that share a server connection (PgBouncer) never use one name for two texts.
 */
function createStatementNames() {
  const names = new Map<string, string>();
  return ({ sql }: { sql: string }): string => {
    const known = names.get(sql);
    if (known !== undefined) return known;
    if (names.size >= 500) return '';
    const name = createHash('sha256').update(sql).digest('hex').slice(0, 32);
    names.set(sql, name);
    return name;
  };
}
