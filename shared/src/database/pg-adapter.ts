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
  /** The maximum number of connections of this process. */
  readonly maxPoolSize?: number;
  /** How long a statement or a transaction waits for a connection, in milliseconds. */
  readonly connectionWaitMs?: number;
  /** After so many milliseconds without a response the connection counts as dead. */
  readonly answerTimeoutMs?: number;
  /** Whether statements are prepared under a name. Default: true. */
  readonly hasPreparedStatements?: boolean;
}

/** The limits within the server. Every wait has an end. */
export const serviceSettings: SessionSettings = {
  ...plannerSettings,
  // Longer than a relay holds its rows while it publishes: re-driving waits for these rows.
  lock_timeout: '7000',
  statement_timeout: '8000',
  idle_in_transaction_session_timeout: '15000',
};

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
 * for a statement, for an idle transaction, and for a server that no longer answers. Without these
 * limits a blocked statement outlives its transaction's timeout, and pg waits for ever.
 * Prepared statements have names, so that PostgreSQL parses and plans each text once per connection.
 */
function createPgAdapter(options: ClientOptions & { readonly connectionWaitMs: number }): PrismaPg {
  const { url, applicationName, logger, maxPoolSize = 10, connectionWaitMs } = options;
  const { hasPreparedStatements = true, answerTimeoutMs = 9_000 } = options;
  const report = (error: Error) => {
    logger.warn('a database connection was lost', { reason: error.message });
  };
  return new PrismaPg(
    {
      ...createConnectionConfig({ url, applicationName, settings: serviceSettings }),
      max: maxPoolSize,
      connectionTimeoutMillis: connectionWaitMs,
      idleTimeoutMillis: 30_000,
      keepAlive: true,
      // Longer than the server lets a statement run: only a dead line exceeds it.
      query_timeout: answerTimeoutMs,
      Client: FailFastClient,
    } as PoolConfig,
    // Unheard, either of these events would end the process.
    {
      onPoolError: report,
      onConnectionError: report,
      ...(hasPreparedStatements && { statementNameGenerator: createStatementNames() }),
    },
  );
}

/**
 * Names the first 500 statement texts; a larger number means that some code builds SQL texts, and
 * their statements stay unnamed. A name is a hash of the text: two processes that share a server
 * connection (PgBouncer) never give one name to two texts.
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
