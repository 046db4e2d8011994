import { Client, type ClientConfig, type DatabaseError } from 'pg';

const uselessStates = new Set(['25006', '26000', '42P05']);

type Query = (...args: readonly unknown[]) => unknown;

/**
 * A connection that ends after an error that makes it useless. pg itself only rejects the statement
 * and keeps the connection, so the pool would hand it to the next statement.
 *
 * - A statement times out (`query_timeout`): the line is dead. The ROLLBACK that follows would
 *   wait as long again, and so would every later statement on this connection.
 * - The server ends the session (FATAL, such as 57P01): the socket may close a little later.
 * - The server is read-only (25006): it is no longer the primary. A new connection reaches the
 *   current primary.
 * - pg and the server disagree about the prepared statements of the session (26000: the server does
 *   not have the statement, 42P05: it has it already), because a pooler or an administrator changed
 *   the session. pg would repeat the same request.
 */
export class FailFastClient extends Client {
  constructor(config?: ClientConfig) {
    super(config);
    // An error between two statements has no statement to reject, and without a listener it would
    // end the process: the pool's own listener is off while it hands the connection over. Every
    // later statement rejects.
    this.on('error', () => {});
    const query = this.query.bind(this) as Query;
    const watched: Query = (...args) => {
      const result = query(...args);
      // With a callback it was the pool itself that asked, and it closes what has failed.
      if (result instanceof Promise) result.catch((error: Error) => this.#endIfUseless(error));
      return result;
    };
    this.query = watched as typeof this.query;
  }

  #endIfUseless(error: Error): void {
    const { code = '', severity } = error as Partial<DatabaseError>;
    const isUseless =
      error.message === 'Query read timeout' || severity === 'FATAL' || uselessStates.has(code);
    if (isUseless) void this.end();
  }
}
