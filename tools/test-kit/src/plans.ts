import { withClient } from '@online-shop/servers/postgres/with-client';
import type { SqlTransaction } from '@online-shop/shared/database/client';
import { plannerSettings } from '@online-shop/shared/database/planner-settings';
import type { Client } from 'pg';
import { isPrintingPlans } from './config';

/** Matches the text of a plan that reads more rows of a table than the statement needs. */
export const readsTooMuch = /Seq Scan on (?!pg_)|Bitmap Heap Scan|Hash Join|Merge Join/;

/** A statement of the code under test. */
interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** The plan of a statement and its cost. */
export interface Plan {
  /** The scans, as printed by EXPLAIN: 'Index Scan using orders_new on orders'. */
  readonly scans: readonly string[];
  /** The number of pages read. It is the same on every machine. */
  readonly pages: number;
  readonly text: string;
}

/** Returns the plans of the work's statements, in order. PRINT_PLANS=1 prints them. */
export async function plansOf<Tx extends SqlTransaction>(
  url: string,
  { name, work }: { readonly name: string; readonly work: (tx: Tx) => unknown },
): Promise<Plan[]> {
  const plans: Plan[] = [];
  for (const statement of await statementsOf(work)) plans.push(await explain(url, statement));
  if (isPrintingPlans()) {
    process.stdout.write(plans.map(({ text }) => `\n${name}\n${text}\n`).join(''));
  }
  return plans;
}

/** Records the statements of the work, in order. It executes none and returns no rows. */
async function statementsOf<Tx extends SqlTransaction>(
  work: (tx: Tx) => unknown,
): Promise<Statement[]> {
  const statements: Statement[] = [];
  const record = (query: TemplateStringsArray, values: readonly unknown[]) => {
    const text = query.reduce((before, after, i) => `${before}$${i}${after}`);
    statements.push({ text, values });
  };
  const tx = {
    async $queryRaw(query: TemplateStringsArray, ...values: readonly unknown[]) {
      record(query, values);
      return [];
    },
    async $executeRaw(query: TemplateStringsArray, ...values: readonly unknown[]) {
      record(query, values);
      return 0;
    },
  };
  await work(tx as unknown as Tx);
  return statements;
}

/**
 * Executes the statement with its generic plan, like a prepared statement, with the settings of a
 * service's connection, and rolls back.
 */
function explain(url: string, { text, values }: Statement): Promise<Plan> {
  const explainStatement = async (client: Client) => {
    await client.query('SET plan_cache_mode = force_generic_plan');
    await client.query(`PREPARE statement AS ${text}`);
    const run = `EXECUTE statement (${values.map(literal).join(', ')})`;
    await client.query('BEGIN');
    const { rows } = await client.query(`EXPLAIN (ANALYZE, BUFFERS) ${run}`);
    await client.query('ROLLBACK');
    const lines = rows.map((row: Record<string, string>) => String(row['QUERY PLAN']));
    return {
      scans: lines.flatMap((line) => /(\w[\w ]* Scan[\w ]*?)\s+\(/.exec(line)?.[1] ?? []),
      pages: countPages(lines),
      text: lines.join('\n'),
    };
  };
  return withClient(url, explainStatement, plannerSettings);
}

/** The pages of the root node, which include those of its children. */
function countPages(lines: readonly string[]): number {
  const buffers = lines.find((line) => line.includes('Buffers:')) ?? '';
  const [, hit = 0] = /shared hit=(\d+)/.exec(buffers) ?? [];
  const [, read = 0] = /\bread=(\d+)/.exec(buffers) ?? [];
  return Number(hit) + Number(read);
}

function literal(value: unknown): string {
  if (value === null) return 'NULL';
  if (typeof value === 'number') return String(value);
  if (value instanceof Date) return quote(value.toISOString());
  if (!Array.isArray(value)) return quote(String(value));
  return quote(`{${value.map((each) => JSON.stringify(each))}}`);
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Runs VACUUM ANALYZE, like autovacuum. */
export async function tidyUp(url: string): Promise<void> {
  await withClient(url, (client) => client.query('VACUUM ANALYZE'));
}
