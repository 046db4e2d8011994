import type { SqlTransaction, TransactionClient } from '@online-shop/shared/database/client';
import type { Activity } from './activity';
import type { Mirror } from './mirror';
import type { SimulatedDatabase } from './simulated-database';
import {
  createStatement,
  findMeaning,
  type Statement,
  type Statements,
} from './statements/statement';

/** The target of a client's statements. */
export interface StatementRunner {
  run(statement: Statement): Promise<readonly object[] | number>;
}

/**
 * A transaction with the methods that the use cases call: raw statements and two Prisma model
 * calls.
 */
export function createTransactionView({ run }: StatementRunner): SqlTransaction {
  const view = {
    $queryRaw: (strings: TemplateStringsArray, ...values: unknown[]) =>
      run(createStatement(strings, values)),
    $executeRaw: (strings: TemplateStringsArray, ...values: unknown[]) =>
      run(createStatement(strings, values)),
    order: {
      findMany: ({ where }: { where: { id: { in: readonly string[] } } }) =>
        run({
          text: `SELECT id, user_id AS "userId", amount, currency, status, status_reason AS "statusReason"
            FROM orders WHERE id = ANY (?::uuid[])`,
          values: [where.id.in],
        }),
    },
    account: { createMany: insertAccount },
  };

  async function insertAccount({ data }: { data: readonly Record<string, unknown>[] }) {
    const [row = {}] = data;
    const columns = ['id', 'userId', 'currency', 'balance', 'createdAt', 'updatedAt'];
    const count = await run({
      text: `INSERT INTO accounts (id, user_id, currency, balance, created_at, updated_at)
        VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      values: columns.map((column) => row[column]),
    });
    return { count };
  }
  return view as SqlTransaction;
}

export interface SimulatedClientOptions {
  readonly database: SimulatedDatabase;
  readonly statements: Statements;
  /** A real database that executes the same statements, for comparison. */
  readonly mirror?: Mirror | undefined;
}

/** The client of an activity. Each statement is one request of the activity. */
export function createSimulatedClient(
  activity: Activity,
  { database, statements, mirror }: SimulatedClientOptions,
): SqlTransaction & TransactionClient<SqlTransaction> {
  function begin() {
    const tx = database.begin(activity.name);
    const mirrored = mirror?.begin();

    async function rollback(): Promise<void> {
      tx.rollback();
      await mirrored?.rollback();
    }
    activity.onDeath(rollback);

    return {
      async run(statement: Statement) {
        const { name, means } = findMeaning(statements, statement);
        return activity.ask(name, async () => {
          const result = tx.run((inside) => means(inside, statement));
          await mirrored?.compare(statement, result);
          return result;
        });
      },
      commit: () =>
        activity.ask('commit', async () => {
          tx.commit();
          await mirrored?.commit();
        }),
      rollback: () => activity.ask('roll back', rollback),
    };
  }

  async function $transaction<T>(work: (tx: SqlTransaction) => Promise<T>): Promise<T> {
    const { run, commit, rollback } = begin();
    try {
      const result = await work(createTransactionView({ run }));
      await commit();
      return result;
    } catch (error) {
      await rollback();
      throw error;
    }
  }

  async function runAlone(statement: Statement) {
    const { run, commit, rollback } = begin();
    try {
      const result = await run(statement);
      await commit();
      return result;
    } catch (error) {
      await rollback();
      throw error;
    }
  }

  return { ...createTransactionView({ run: runAlone }), $transaction };
}
