/**
 * A real PostgreSQL that executes the same statements as the database in memory, in the same order
 * and in parallel transactions. If the results differ, or if PostgreSQL waits when the model does
 * not, the model is wrong.
 */
import { isDeepStrictEqual } from 'node:util';
import { createConnectionConfig } from '@online-shop/shared/database/connection';
import { Pool, type PoolClient } from 'pg';
import type { Statement } from './statements/statement';

export interface MirroredTransaction {
  /** Runs the statement and compares the results. A difference becomes a problem of the mirror. */
  compare(statement: Statement, expected: readonly object[] | number): Promise<void>;
  commit(): Promise<void>;
  /** Has no effect after a commit or an earlier rollback. */
  rollback(): Promise<void>;
}

export interface Mirror {
  begin(): MirroredTransaction;
  /** The differences. */
  readonly problems: readonly string[];
  /** Compares the results of a query after all transactions have ended. */
  compareRows(query: string, expected: readonly object[]): Promise<void>;
  /** Deletes all rows. */
  empty(): Promise<void>;
  /** Closes all open connections. */
  close(): Promise<void>;
}

/**
 * Makes every message due at once, because the model has no time. Even a message that was just
 * written would not be due for a transaction whose now() is a little older.
 */
const dueAtOnceSql = `
  CREATE FUNCTION due_at_once() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN NEW.next_attempt_at := '-infinity'; RETURN NEW; END $$;
  CREATE TRIGGER due_at_once BEFORE INSERT OR UPDATE ON outbox_messages
    FOR EACH ROW EXECUTE FUNCTION due_at_once();`;

const emptySql = `
  SET session_replication_role = replica;
  DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
      EXECUTE format('DELETE FROM %I', name);
    END LOOP;
  END $$;
  RESET session_replication_role;`;

export async function createMirror(url: string): Promise<Mirror> {
  // A wait that is missing in the model ends as a problem.
  const settings = { lock_timeout: '3000' };
  const pool = new Pool({
    ...createConnectionConfig({ url, applicationName: 'model', settings }),
    max: 30,
  });
  await pool.query(dueAtOnceSql);
  const problems: string[] = [];
  const inUse = new Set<PoolClient>();

  async function compare(
    query: { readonly text: string; readonly found: Promise<unknown> },
    expected: unknown,
  ): Promise<void> {
    try {
      const found = await query.found;
      if (isDeepStrictEqual(toPlain(found), toPlain(expected))) return;
      const both = [found, expected].map((each) => JSON.stringify(toPlain(each)));
      problems.push(`${query.text}: PostgreSQL has ${both[0]}, the model ${both[1]}`);
    } catch (error) {
      problems.push(`${query.text}: ${error}`);
    }
  }

  function begin(): MirroredTransaction {
    // BEGIN runs with the first statement, so that now() is not earlier than the statement's
    // snapshot.
    let connecting: Promise<PoolClient> | undefined;

    async function connect() {
      const client = await pool.connect();
      inUse.add(client);
      await client.query('BEGIN');
      return client;
    }

    async function end(command: 'COMMIT' | 'ROLLBACK'): Promise<void> {
      const client = await connecting;
      connecting = undefined;
      if (!client) return;
      await client.query(command);
      inUse.delete(client);
      client.release();
    }

    return {
      async compare({ text, values }, expected) {
        connecting ??= connect();
        const client = await connecting;
        const run = async () => {
          const { rows, rowCount } = await client.query(toNumbered(text), [...values]);
          return typeof expected === 'number' ? rowCount : rows;
        };
        await compare({ text, found: run() }, expected);
      },
      commit: () => end('COMMIT'),
      rollback: () => end('ROLLBACK'),
    };
  }

  return {
    begin,
    problems,
    compareRows: (text, expected) =>
      compare({ text, found: pool.query(text).then(({ rows }) => rows) }, expected),
    async empty() {
      await pool.query(emptySql);
    },
    async close() {
      for (const client of inUse) client.release(true);
      await pool.end();
    },
  };
}

function toNumbered(text: string): string {
  let count = 0;
  return text.replaceAll('?', () => {
    count += 1;
    return `$${count}`;
  });
}

/** Normalises values, whose types depend on the driver, and sorts the rows. */
function toPlain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((row) => JSON.stringify(toPlain(row))).sort();
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'bigint' || typeof value === 'number') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([name, each]) => [name, toPlain(each)]));
}
