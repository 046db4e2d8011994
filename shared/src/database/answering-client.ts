import { Client, type ClientConfig } from 'pg';

type Query = (...args: readonly unknown[]) => unknown;

/**
 * A connection that ends when it has turned out to be of no use. pg by itself rejects the statement
 * and leaves the connection as it is, for the pool to give to the next one.
 *
 * - A statement is not answered in time (`query_timeout`): the line is dead. The ROLLBACK which
 *   follows would wait as long again, and then everybody who is given the connection.
 * - The server only reads (25006): it was the primary once. A new connection finds the one that is.
 */
export class AnsweringClient extends Client {
  constructor(config?: ClientConfig) {
    super(config);
    const query = this.query.bind(this) as Query;
    const watched: Query = (...args) => {
      const result = query(...args);
      // With a callback it was the pool itself that asked, and it closes what has failed.
      if (result instanceof Promise) result.catch((error: Error) => this.#endIfUseless(error));
      return result;
    };
    this.query = watched as typeof this.query;
  }

  #endIfUseless({ message, code }: Error & { readonly code?: string }): void {
    if (message === 'Query read timeout' || code === '25006') void this.end();
  }
}
