/**
 * A database in memory, as far as our statements can tell it from PostgreSQL at READ COMMITTED.
 *
 * - A statement sees what was committed when it ran, and what its own transaction wrote.
 * - A row that is written, inserted or locked FOR UPDATE belongs to its transaction until that
 *   ends; whoever wants it waits, and then looks again at what has been committed.
 * - An insert waits in the same way for a concurrent insert of the same unique key.
 * - Transactions that wait for each other are a deadlock: the one that closes the circle fails.
 * - After a failed statement a transaction can only be rolled back.
 *
 * Coarser than the real one: a statement runs in one piece, and one that had to wait runs again as
 * a whole, so that it may see rows that were committed while it waited.
 */
import type { TableName, Tables } from './tables';

/** What a real database would say no with; `code` is the SQLSTATE. */
export class SimulatedDatabaseError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** Thrown by a statement that has to wait for another transaction: it is to be run again later. */
export class Waiting extends Error {
  constructor(readonly transaction: SimulatedTransaction) {
    super(`waits for ${transaction.owner}`);
  }
}

export interface SimulatedTransaction {
  readonly owner: string;
  rows<T extends TableName>(table: T): Tables[T][];
  find<T extends TableName>(table: T, key: string): Tables[T] | undefined;
  put<T extends TableName>(table: T, key: string, row: Tables[T]): void;
  remove(table: TableName, key: string): void;
  /** Takes what the name stands for, a row or a unique key. @throws Waiting while another has it */
  lock(name: string): void;
  /** Whether `lock` would wait: what SKIP LOCKED asks. */
  isHeldByAnother(name: string): boolean;
  /** Whether the database has the rule: a seeded bug takes one away. */
  keeps(constraint: string): boolean;
  /** Runs one statement. @throws Waiting, or what the statement fails with */
  run<T>(statement: (tx: SimulatedTransaction) => T): T;
  /** A transaction of its own beside this one. */
  beside(): SimulatedTransaction;
  commit(): void;
  /** Safe to call again, and after a commit. */
  rollback(): void;
}

export interface SimulatedDatabase {
  /** What is committed. */
  rows<T extends TableName>(table: T): Tables[T][];
  find<T extends TableName>(table: T, key: string): Tables[T] | undefined;
  /** Whether such a row was ever committed, though it may be deleted by now. */
  hasHad(table: TableName, key: string): boolean;
  begin(owner: string): SimulatedTransaction;
  /** Lets the next statement fail, for a reason that nobody has thought of. */
  failNext(): void;
  /** How many transactions failed because they waited for each other. */
  readonly deadlockCount: number;
}

export interface DatabaseOptions {
  /** Constraints that this database was deprived of. */
  readonly without: ReadonlySet<string>;
}

type Row = Tables[TableName];
type Writes = Map<string, { table: TableName; key: string; row: Row | undefined }>;

export function createSimulatedDatabase({ without }: DatabaseOptions): SimulatedDatabase {
  const committed = new Map<TableName, Map<string, Row>>();
  const everCommitted = new Set<string>();
  const holders = new Map<string, SimulatedTransaction>();
  const waits = new Map<SimulatedTransaction, SimulatedTransaction>();
  let deadlockCount = 0;
  let failsNext = false;

  function tableOf(table: TableName): Map<string, Row> {
    const rows = committed.get(table) ?? new Map<string, Row>();
    committed.set(table, rows);
    return rows;
  }

  function waitFor(waiting: SimulatedTransaction, holder: SimulatedTransaction): never {
    for (let next = waits.get(holder); next; next = waits.get(next)) {
      if (next !== waiting) continue;
      deadlockCount += 1;
      throw new SimulatedDatabaseError('40P01', 'deadlock detected');
    }
    waits.set(waiting, holder);
    throw new Waiting(holder);
  }

  function begin(owner: string): SimulatedTransaction {
    const writes: Writes = new Map();
    let state: 'open' | 'failed' | 'ended' = 'open';

    function end(): void {
      state = 'ended';
      waits.delete(tx);
      for (const [name, holder] of holders) if (holder === tx) holders.delete(name);
    }

    const tx: SimulatedTransaction = {
      owner,
      rows<T extends TableName>(table: T) {
        const rows = new Map(tableOf(table));
        for (const write of writes.values()) {
          if (write.table !== table) continue;
          if (write.row) rows.set(write.key, write.row);
          else rows.delete(write.key);
        }
        return [...rows.values()] as Tables[T][];
      },
      find<T extends TableName>(table: T, key: string) {
        const write = writes.get(nameOfRow(table, key));
        return (write ? write.row : tableOf(table).get(key)) as Tables[T] | undefined;
      },
      put(table, key, row) {
        writes.set(nameOfRow(table, key), { table, key, row });
      },
      remove(table, key) {
        writes.set(nameOfRow(table, key), { table, key, row: undefined });
      },
      lock(name) {
        const holder = holders.get(name);
        if (holder && holder !== tx) waitFor(tx, holder);
        waits.delete(tx);
        holders.set(name, tx);
      },
      isHeldByAnother(name) {
        const holder = holders.get(name);
        return holder !== undefined && holder !== tx;
      },
      keeps: (constraint) => !without.has(constraint),
      run(statement) {
        if (state !== 'open') {
          throw new SimulatedDatabaseError('25P02', 'the transaction is aborted');
        }
        try {
          if (failsNext) {
            failsNext = false;
            throw new SimulatedDatabaseError('XX000', 'something unheard of');
          }
          return statement(tx);
        } catch (error) {
          if (!(error instanceof Waiting)) state = 'failed';
          throw error;
        }
      },
      beside: () => begin(`${owner}, beside its transaction`),
      commit() {
        if (state === 'failed') {
          end();
          throw new SimulatedDatabaseError('25P02', 'the transaction is aborted');
        }
        for (const [name, { table, key, row }] of writes) {
          if (!row) tableOf(table).delete(key);
          else {
            tableOf(table).set(key, row);
            everCommitted.add(name);
          }
        }
        end();
      },
      rollback: end,
    };
    return tx;
  }

  return {
    rows: <T extends TableName>(table: T) => [...tableOf(table).values()] as Tables[T][],
    find: <T extends TableName>(table: T, key: string) =>
      tableOf(table).get(key) as Tables[T] | undefined,
    hasHad: (table, key) => everCommitted.has(nameOfRow(table, key)),
    begin,
    failNext() {
      failsNext = true;
    },
    get deadlockCount() {
      return deadlockCount;
    },
  };
}

/** What a row is locked under. */
export function nameOfRow(table: TableName, key: string): string {
  return `${table} ${key}`;
}
