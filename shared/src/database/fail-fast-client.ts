import { Client, type ClientConfig, type DatabaseError } from 'pg';

const unusableStates = new Set(['25006', '26000', '42P05']);

type Query = (...args: readonly unknown[]) => unknown;

/**
 * A pg client that closes its connection after an error that makes the connection unusable. pg
 * itself only rejects the statement and keeps the connection, so the pool would use it for the next
 * statement.
 *
 * - A statement times out (`query_timeout`): the connection is dead. The following ROLLBACK would
 *   wait for the whole timeout again, and so would every later statement.
 * - The server ends the session (FATAL, such as 57P01): the socket may close a little later.
 * - The server is read-only (25006): it is no longer the primary. A new connection reaches the
 *   current primary.
 * - pg and the server disagree about the prepared statements of the session (26000: the server does
 *   not have the statement, 42P05: it already exists), because a pooler or an administrator changed
 *   the session. pg would repeat the same request.
 */
export class FailFastClient extends Client {
  constructor(config?: ClientConfig) {
    super(config);
    // An error between two statements has no statement to reject. Without a listener it would crash
    // the process, because the pool removes its own listener while it hands over the connection.
    // Every later statement rejects.
    this.on('error', () => {});
    const query = this.query.bind(this) as Query;
    const watched: Query = (...args) => {
      const result = query(...args);
      // Only the pool passes a callback, and it closes failed connections itself.
      if (result instanceof Promise) result.catch((error: Error) => this.#endIfUnusable(error));
      return result;
    };
    this.query = watched as typeof this.query;
  }

  #endIfUnusable(error: Error): void {
    const { code = '', severity } = error as Partial<DatabaseError>;
    const isUnusable =
      error.message === 'Query read timeout' || severity === 'FATAL' || unusableStates.has(code);
    if (isUnusable) void this.end();
  }
}
