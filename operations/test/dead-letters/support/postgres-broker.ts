import { withClient } from '@online-shop/servers/postgres/with-client';
import { makeTestDatabase } from '@online-shop/test-kit/test-database';
import type { TakenMessage, TestBroker } from './broker';

const takeSql = `
  DELETE FROM graphile_worker._private_jobs job USING graphile_worker._private_tasks task
  WHERE job.task_id = task.id AND task.identifier = $1
  RETURNING job.payload`;

type Payload = Omit<TakenMessage, 'extras'> & Readonly<Record<string, unknown>>;

const burySql = `
  INSERT INTO bus.dead_letters (queue, message, attempts, error_code, error_message,
    first_failed_at, last_failed_at)
  SELECT $1, message, 1, 'REFUSED', 'no, never', now(), now()
  FROM unnest($2::json[]) AS message`;

export async function createPostgresBroker(): Promise<TestBroker> {
  const { url, drop } = await makeTestDatabase();
  const query = (text: string, values: unknown[]) =>
    withClient(url, (client) => client.query(text, values));

  return {
    url,
    async inject(queue, body) {
      const payload = JSON.stringify({ body });
      await query('SELECT graphile_worker.add_job($1, $2::json)', [queue, payload]);
    },
    async bury(deadLetterQueue, bodies) {
      await query(burySql, [deadLetterQueue, bodies.map((body) => JSON.stringify({ body }))]);
    },
    async takeAll(queue) {
      const { rows } = await query(takeSql, [queue]);
      return rows.map(({ payload }: { readonly payload: Payload }) => {
        const { id, correlationId, body, ...extras } = payload;
        return { id, correlationId, body, extras };
      });
    },
    async removeQueue(queue) {
      await query('DELETE FROM bus.bindings WHERE queue = $1', [queue]);
    },
    dispose: drop,
  };
}
