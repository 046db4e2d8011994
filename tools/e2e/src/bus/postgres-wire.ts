import type { Database } from '../shop/databases';
import { type DeadLetter, exchange, tapQueue, type Wire, type WireMessage } from './broker';

const SEND = `
  select graphile_worker.add_job(
    $1, json_build_object('id', id, 'body', body), max_attempts := 32767
  ) from unnest($2::text[], $3::text[]) as message (id, body)`;
const BIND = `
  insert into bus.bindings (exchange, binding_key, pattern, queue)
  values ($1, $2, $3, $4) on conflict do nothing`;
const UNBIND = 'delete from bus.bindings where queue = $1 and binding_key = $2';
const DEPTH = `
  select count(*)::int as depth from graphile_worker.jobs where task_identifier = $1`;
const TAKE_JOBS = `
  delete from graphile_worker._private_jobs job
  using graphile_worker._private_tasks task
  where job.task_id = task.id and task.identifier = $1
  returning job.payload`;
const TAKE_DEAD_LETTERS = `
  delete from bus.dead_letters where queue = $1
  returning message_id as id, message->>'body' as body, error_message as reason`;

/** Accesses the embedded bus through SQL. A queue is a task of graphile-worker. */
export function createPostgresWire(database: Database): Wire {
  const { query } = database;

  async function bind(queue: string, { key, pattern }: { key: string; pattern: string }) {
    await query(BIND, [exchange, key, pattern, queue]);
  }

  return {
    async send(queue, messages) {
      const ids = messages.map((message) => message.id);
      const bodies = messages.map((message) => message.body);
      await query(SEND, [queue, ids, bodies]);
    },
    tap: () => bind(tapQueue, { key: '#', pattern: '^.*$' }),
    async untap() {
      await query(UNBIND, [tapQueue, '#']);
    },
    async takeTapped() {
      const rows = await query<{ payload: WireMessage }>(TAKE_JOBS, [tapQueue]);
      return rows.map(({ payload }) => payload);
    },
    takeDeadLetters: (queue) => query<DeadLetter>(TAKE_DEAD_LETTERS, [queue]),
    async depth(queue) {
      const [row] = await query<{ depth: number }>(DEPTH, [queue]);
      return row?.depth ?? 0;
    },
    async purge(queue) {
      await query(TAKE_JOBS, [queue]);
    },
    async remove(queue) {
      await query('delete from bus.bindings where queue = $1', [queue]);
      await query(TAKE_JOBS, [queue]);
    },
    async removeExchange() {
      await query('delete from bus.bindings where exchange = $1', [exchange]);
    },
    async declareForeign() {
      throw new Error('queues of the embedded bus do not support arguments');
    },
    async unbind({ queue, bindingKey }) {
      await query(UNBIND, [queue, bindingKey]);
    },
    bind: ({ queue, bindingKey }) =>
      bind(queue, { key: bindingKey, pattern: `^${bindingKey.replaceAll('.', '\\.')}$` }),
  };
}
