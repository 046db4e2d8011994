import { join } from 'node:path';
import { startTestPostgres, type TestPostgres } from '@online-shop/servers/test-postgres';
import { makeTestDatabase, type TestDatabase } from '@online-shop/test-kit/test-database';
import fc from 'fast-check';
import { createMirror, type Mirror } from './mirror';
import { runSteps } from './run-steps';
import type { ServiceName } from './service-name';
import type { SimulatedShop } from './simulated-shop';
import { runsOfSteps, type Step } from './steps';
import type { TableName } from './tables';

/** The columns that are compared at the end of a run, by table. */
const comparedColumns: Partial<Record<TableName, readonly string[]>> = {
  orders: ['id', 'status', 'status_reason'],
  accounts: ['user_id', 'balance', 'entry_count'],
  ledger_entries: ['order_id', 'number', 'amount', 'balance_after'],
  payments: ['order_id', 'user_id', 'amount', 'currency', 'reason'],
  outbox_messages: ['id', 'subject', 'attempts', 'body'],
  inbox_messages: ['id', 'type', 'subject'],
};

/** Runs the model's statements on PostgreSQL as well, to show that both return the same results. */
describe('the databases of the model', () => {
  let postgres: TestPostgres;
  const databases: TestDatabase[] = [];
  const mirrors = {} as Record<ServiceName, Mirror>;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    for (const name of ['orders-service', 'payments-service'] as const) {
      const migrations = join(__dirname, '../../../..', name, 'prisma/migrations');
      const database = await makeTestDatabase({ server: postgres.url(), migrations });
      databases.push(database);
      mirrors[name] = await createMirror(database.url);
    }
  }, 600_000);
  afterAll(async () => {
    await Promise.all(Object.values(mirrors).map((mirror) => mirror.close()));
    await postgres?.close();
  }, 30_000);

  it('return the same results as PostgreSQL, with concurrent transactions', async () => {
    const sampled = fc.sample(runsOfSteps, { numRuns: 300, seed: 1 });
    for (const taken of await findCrowded(sampled, 10)) {
      await Promise.all(Object.values(mirrors).map((mirror) => mirror.empty()));
      const { shop } = await runSteps({}, taken, mirrors);
      await compareTables(shop);
      expect(Object.values(mirrors).flatMap((mirror) => mirror.problems)).toEqual([]);
    }
  }, 600_000);

  /** The runs with the most waits: a model of locks is most likely to be wrong there. */
  async function findCrowded(sampled: (readonly Step[])[], count: number) {
    const crowds: { readonly taken: readonly Step[]; readonly waits: number }[] = [];
    for (const taken of sampled) {
      const { shop } = await runSteps({}, taken);
      const waits = new Set(shop.trace.filter((line) => line.includes(' waits for ')));
      crowds.push({ taken, waits: waits.size });
    }
    crowds.sort((a, b) => b.waits - a.waits);
    return crowds.slice(0, count).map(({ taken }) => taken);
  }

  async function compareTables({ orders, payments }: SimulatedShop): Promise<void> {
    for (const { name, database } of [orders, payments]) {
      for (const [table, columns] of Object.entries(comparedColumns)) {
        const rows = database.rows(table as TableName) as unknown as Record<string, unknown>[];
        if (rows.length === 0) continue;
        await mirrors[name].compareRows(
          `SELECT ${columns.join(', ')} FROM ${table}`,
          rows.map((row) =>
            Object.fromEntries(columns.map((column) => [column, row[toCamelCase(column)]])),
          ),
        );
      }
    }
  }
});

function toCamelCase(name: string): string {
  return name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
