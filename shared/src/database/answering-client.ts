import { Client, type ClientConfig } from 'pg';

type Query = (...args: readonly unknown[]) => unknown;

/**
 * A connection that ends when a statement is not answered in time (`query_timeout`): its line is
 * dead. pg by itself rejects the statement and leaves the connection as it is, so that the ROLLBACK
 * which follows would wait as long again, and then everybody whom the pool gives it to.
 */
export class AnsweringClient extends Client {
  constructor(config?: ClientConfig) {
    super(config);
    const query = this.query.bind(this) as Query;
    const watched: Query = (...args) => {
      const result = query(...args);
      // With a callback it was the pool itself that asked, and it closes what has failed.
      if (result instanceof Promise) result.catch((error: Error) => this.#endIfDead(error));
      return result;
    };
    this.query = watched as typeof this.query;
  }

  #endIfDead({ message }: Error): void {
    if (message === 'Query read timeout') void this.end();
  }
}
