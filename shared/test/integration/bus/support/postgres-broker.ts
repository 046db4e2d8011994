import { withClient } from '@online-shop/servers/postgres/with-client';
import { startTestPostgres } from '@online-shop/servers/test-postgres';
import type { TestBroker } from './broker';

export async function createPostgresBroker(): Promise<TestBroker> {
  const postgres = await startTestPostgres();
  const url = postgres.url();

  return {
    url,
    power: {
      start: () => postgres.start(),
      stop: () => postgres.stop(),
      kill: () => postgres.stop('immediate'),
    },
    async terminateConnection() {
      await withClient(url, (client) =>
        client.query(
          `select pg_terminate_backend(pid) from pg_stat_activity
           where application_name = 'bus' order by random() limit 1`,
        ),
      );
    },
    async inject(queue, text) {
      await withClient(url, (client) =>
        client.query('select graphile_worker.add_job($1, $2)', [
          queue,
          JSON.stringify({ body: text }),
        ]),
      );
    },
    async unbind({ queue, exchange, key }) {
      const text =
        'delete from bus.bindings where queue = $1 and exchange = $2 and binding_key = $3';
      await withClient(url, (client) => client.query(text, [queue, exchange, key]));
    },
    async deleteExchange(exchange) {
      const text = 'delete from bus.bindings where exchange = $1';
      await withClient(url, (client) => client.query(text, [exchange]));
    },
    async count(queue) {
      const { rows } = await withClient(url, (client) =>
        client.query('select count(*)::int from graphile_worker.jobs where task_identifier = $1', [
          queue,
        ]),
      );
      return rows[0].count;
    },
    async listDeadLetters(queue) {
      const { rows } = await withClient(url, (client) =>
        client.query(
          `select message_id, correlation_id, message ->> 'body' as body, attempts, error_code,
             error_message, first_failed_at, last_failed_at
           from bus.dead_letters where queue = $1 order by id`,
          [`${queue}.dead`],
        ),
      );
      return rows.map((row) => ({
        id: row.message_id ?? undefined,
        correlationId: row.correlation_id ?? undefined,
        body: row.body,
        attempts: row.attempts,
        errorCode: row.error_code,
        errorMessage: row.error_message,
        firstFailedAt: row.first_failed_at.toISOString(),
        lastFailedAt: row.last_failed_at.toISOString(),
        queue,
      }));
    },
    dispose: () => postgres.close(),
  };
}
