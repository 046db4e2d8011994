import { withClient } from '@online-shop/local/postgres/with-client';
import { PLANNER_OPTIONS } from '@online-shop/shared/database/planner-options';
import type { Transaction } from '../../src/db/prisma';

/** A statement as the code under test builds it. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** How PostgreSQL carries a statement out, and what that costs. */
export interface Plan {
  /** As in EXPLAIN: 'Index Scan using orders_new on orders'. */
  readonly scans: readonly string[];
  /** Pages that were looked at: what it costs, on any machine. */
  readonly pages: number;
  readonly text: string;
}

/** The statements of the work, in order. Each is answered with nothing and reaches no database. */
export async function statementsOf(work: (tx: Transaction) => unknown): Promise<Statement[]> {
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
  await work(tx as unknown as Transaction);
  return statements;
}

/**
 * Runs the statement with its generic plan, as one does that is prepared, on a connection like the
 * service's own, and takes it back.
 */
export function explain(url: string, { text, values }: Statement): Promise<Plan> {
  const ownUrl = new URL(url);
  ownUrl.searchParams.set('options', PLANNER_OPTIONS);
  return withClient(ownUrl.href, async (client) => {
    await client.query('SET plan_cache_mode = force_generic_plan');
    await client.query(`PREPARE statement AS ${text}`);
    const run = `EXECUTE statement (${values.map(literal).join(', ')})`;
    await client.query('BEGIN');
    const { rows } = await client.query(`EXPLAIN (ANALYZE, BUFFERS) ${run}`);
    await client.query('ROLLBACK');
    const lines = rows.map((row: Record<string, string>) => String(row['QUERY PLAN']));
    return {
      scans: lines.flatMap((line) => /(\w[\w ]* Scan[\w ]*?)\s+\(/.exec(line)?.[1] ?? []),
      pages: pagesOf(lines),
      text: lines.join('\n'),
    };
  });
}

/** Those of the topmost node, which counts its children's. */
function pagesOf(lines: readonly string[]): number {
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
