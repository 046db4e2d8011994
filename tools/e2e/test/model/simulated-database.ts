/**
 * A database in memory that behaves like PostgreSQL at READ COMMITTED for the services' statements.
 *
 * - A statement sees the rows that were committed when it started, and the writes of its
 *   transaction.
 * - A transaction locks each row that it writes, inserts or selects FOR UPDATE, until it ends.
 *   Another
 *   transaction that needs the row waits, and then reads the committed row again.
 * - An insert waits in the same way for a concurrent insert of the same unique key.
 * - If transactions wait for each other, the one that completes the cycle fails with a deadlock.
 * - After a failed statement, a transaction can only be rolled back.
 *
 * The model is coarser than PostgreSQL: a statement is atomic, and a statement that waited runs
 * again as a whole, so it may see rows that were committed while it waited.
 */
import type { TableName, Tables } from './tables';

/** An error of the database; `code` is the SQLSTATE. */
export class SimulatedDatabaseError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/**
 * A statement throws it if it must wait for another transaction. The statement is run again later.
 */
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
  /** Locks a row or a unique key by name. @throws Waiting if another transaction holds the lock */
  lock(name: string): void;
  /** Whether `lock` would wait, for SKIP LOCKED. */
  isHeldByAnother(name: string): boolean;
  /** Whether the database has the constraint. A seeded bug removes a constraint. */
  keeps(constraint: string): boolean;
  /** Runs one statement. @throws Waiting or the error of the statement */
  run<T>(statement: (tx: SimulatedTransaction) => T): T;
  /** Begins a second transaction of the same process. */
  beside(): SimulatedTransaction;
  commit(): void;
  /** Has no effect after a commit or an earlier rollback. */
  rollback(): void;
}

export interface SimulatedDatabase {
  /** The committed rows. */
  rows<T extends TableName>(table: T): Tables[T][];
  find<T extends TableName>(table: T, key: string): Tables[T] | undefined;
  /** Whether the row was ever committed, even if it is deleted now. */
  hasHad(table: TableName, key: string): boolean;
  begin(owner: string): SimulatedTransaction;
  /** Makes the next statement fail with an unknown error. */
  failNext(): void;
  /** The number of deadlocks. */
  readonly deadlockCount: number;
}

export interface DatabaseOptions {
  /** Names of constraints that this database does not have. */
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
            throw new SimulatedDatabaseError('XX000', 'an unknown error');
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

/** The name of a row's lock. */
export function nameOfRow(table: TableName, key: string): string {
  return `${table} ${key}`;
}
