import { withClient } from '@online-shop/servers/postgres/with-client';
import { makeTestDatabase } from '@online-shop/test-kit/test-database';
import type { TakenMessage, TestBroker } from './broker';

const TAKE = `
  delete from graphile_worker._private_jobs job using graphile_worker._private_tasks task
  where job.task_id = task.id and task.identifier = $1
  returning job.payload`;

type Payload = Omit<TakenMessage, 'extras'> & Readonly<Record<string, unknown>>;

const BURY = `
  insert into bus.dead_letters (queue, message, attempts, error_code, error_message,
    first_failed_at, last_failed_at)
  select $1, message, 1, 'REFUSED', 'no, never', now(), now()
  from unnest($2::json[]) as message`;

export async function createPostgresBroker(): Promise<TestBroker> {
  const { url, drop } = await makeTestDatabase();
  const query = (text: string, values: unknown[]) =>
    withClient(url, (client) => client.query(text, values));

  return {
    url,
    async inject(queue, body) {
      const payload = JSON.stringify({ body });
      await query('select graphile_worker.add_job($1, $2::json)', [queue, payload]);
    },
    async bury(deadLetterQueue, bodies) {
      await query(BURY, [deadLetterQueue, bodies.map((body) => JSON.stringify({ body }))]);
    },
    async takeAll(queue) {
      const { rows } = await query(TAKE, [queue]);
      return rows.map(({ payload }: { readonly payload: Payload }) => {
        const { id, correlationId, body, ...extras } = payload;
        return { ...{ id, correlationId, body }, extras };
      });
    },
    async removeQueue(queue) {
      await query('delete from bus.bindings where queue = $1', [queue]);
    },
    dispose: drop,
  };
}
