import type { SqlTransaction, TransactionClient } from '@online-shop/shared/database/client';
import type { Activity } from './activity';
import type { SimulatedDatabase, SimulatedTransaction } from './simulated-database';
import {
  createStatement,
  findMeaning,
  type Statement,
  type Statements,
} from './statements/statement';

/** Where a client's statements go. */
export interface StatementRunner {
  run(statement: Statement): Promise<readonly object[] | number>;
}

/** A transaction as the use-cases know it: raw statements, and the two calls of Prisma's models. */
export function createTransactionView({ run }: StatementRunner): SqlTransaction {
  const view = {
    $queryRaw: (strings: TemplateStringsArray, ...values: unknown[]) =>
      run(createStatement(strings, values)),
    $executeRaw: (strings: TemplateStringsArray, ...values: unknown[]) =>
      run(createStatement(strings, values)),
    order: {
      findMany: ({ where }: { where: { id: { in: readonly string[] } } }) =>
        run({ text: 'SELECT id FROM orders WHERE id = ANY (?::uuid[])', values: [where.id.in] }),
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

/** What an activity reaches its database through, one question a statement. */
export function createSimulatedClient(
  activity: Activity,
  { database, statements }: { database: SimulatedDatabase; statements: Statements },
): SqlTransaction & TransactionClient<SqlTransaction> {
  function runIn(tx: SimulatedTransaction, statement: Statement) {
    const { name, means } = findMeaning(statements, statement);
    return activity.ask(name, () => tx.run((inside) => means(inside, statement)));
  }

  function begin(): SimulatedTransaction {
    const tx = database.begin(activity.name);
    activity.onDeath(tx.rollback);
    return tx;
  }

  return {
    ...createTransactionView({
      async run(statement) {
        const tx = begin();
        const { name, means } = findMeaning(statements, statement);
        return activity.ask(name, () => {
          const result = tx.run((inside) => means(inside, statement));
          tx.commit();
          return result;
        });
      },
    }),
    async $transaction(work) {
      const tx = begin();
      try {
        const result = await work(createTransactionView({ run: (each) => runIn(tx, each) }));
        await activity.ask('commit', tx.commit);
        return result;
      } finally {
        tx.rollback();
      }
    },
  };
}
