/**
 * Stops a service at an exact point of its work, from inside its database: a trigger takes a shared
 * advisory lock, and holding the lock exclusively closes the gate. The code of the service is
 * unchanged.
 *
 * - `mark`: the relay has the broker's confirms, and is about to mark the rows as published.
 * - `commit`: all of a consumer's work is done, and its transaction is about to commit.
 */
import { openClient } from '@online-shop/shared/database/connection';
import { eventually } from '../eventually';
import type { Database } from '../shop/databases';

export type GatePlace = 'mark' | 'commit';

export interface Gate {
  /** Resolves once a transaction waits at the gate. */
  reached(): Promise<void>;
  open(): Promise<void>;
  /**
   * Opens the gate after the waiting process was killed, and rolls its transaction back. Otherwise
   * PostgreSQL would continue the statement and commit it, although its client is gone.
   */
  openForTheDead(): Promise<void>;
  /** Resolves once no transaction waits at the gate or is open behind it. */
  passed(): Promise<void>;
  /** Opens and removes the gate. */
  remove(): Promise<void>;
}

const lockId = 7_300_001;

const CREATE: Readonly<Record<GatePlace, string>> = {
  mark: `
    create trigger test_gate before update on outbox_messages
    for each row when (new.published_at is not null) execute function test_gate()`,
  commit: `
    create constraint trigger test_gate after insert on inbox_messages
    deferrable initially deferred for each row execute function test_gate()`,
};
const REMOVE: Readonly<Record<GatePlace, string>> = {
  mark: 'drop trigger if exists test_gate on outbox_messages',
  commit: 'drop trigger if exists test_gate on inbox_messages',
};
const FUNCTION = `
  create or replace function test_gate() returns trigger language plpgsql as $$
  begin
    perform pg_advisory_xact_lock_shared(${lockId});
    return new;
  end $$`;
const OTHERS = `
  from pg_locks
  where locktype = 'advisory' and objid = ${lockId} and pid <> pg_backend_pid() and pid <> $1
    and database = (select oid from pg_database where datname = current_database())`;
const COUNT = `
  select count(*) filter (where not granted)::int as waiting, count(*)::int as present ${OTHERS}`;
const END = `select pg_terminate_backend(pid, 10000) ${OTHERS} and not granted`;

/** Closed from the beginning. */
export async function closeGate(database: Database, place: GatePlace): Promise<Gate> {
  const keeper = await openClient({ url: database.adminUrl, applicationName: 'gate' });
  const { rows } = await keeper.query<{ pid: number }>('select pg_backend_pid() as pid');
  const keeperPid = rows[0]?.pid;
  await keeper.query(`select pg_advisory_lock(${lockId})`);
  await keeper.query(FUNCTION);
  await keeper.query(CREATE[place]);

  async function until(isTrue: (others: { waiting: number; present: number }) => boolean) {
    await eventually(async () => {
      const [others] = await database.query<{ waiting: number; present: number }>(COUNT, [
        keeperPid,
      ]);
      if (!others || !isTrue(others)) throw new Error(`the gate: ${JSON.stringify(others)}`);
    });
  }

  const open = async () => void (await keeper.query('select pg_advisory_unlock_all()'));
  return {
    reached: () => until(({ waiting }) => waiting > 0),
    open,
    async openForTheDead() {
      await database.query(END, [keeperPid]);
      await open();
    },
    passed: () => until(({ present }) => present === 0),
    async remove() {
      await open();
      await keeper.query(REMOVE[place]);
      await keeper.end();
    },
  };
}
