/**
 * The messaging of both services of the previous version, with its SQL: the message ID is the order
 * ID, and outbox and inbox have no subject.
 */
import { createBus } from '@online-shop/shared/bus/create-bus';
import type { Topology } from '@online-shop/shared/bus/topology';
import { silentLogger } from '@online-shop/test-kit/silent-logger';
import { Pool, type PoolClient } from 'pg';

/** A CloudEvent of the previous version. */
export interface PreviousEvent {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly correlationid: string;
  readonly data: {
    readonly userId: string;
    readonly amount: number;
    readonly currency: string;
    readonly reason?: string;
  };
}

const appendSql = `
  INSERT INTO outbox_messages (id, type, correlation_id, body)
  VALUES ($1, $2, $3, $4)
  ON CONFLICT (id) DO UPDATE
    SET published_at = NULL, attempts = 0, next_attempt_at = now(),
      created_at = CASE WHEN outbox_messages.published_at IS NULL
        THEN outbox_messages.created_at ELSE now() END`;
const claimSql = `
  SELECT id, type, correlation_id AS "correlationId", body, attempts
  FROM outbox_messages
  WHERE published_at IS NULL AND next_attempt_at <= now()
  ORDER BY next_attempt_at
  LIMIT 500
  FOR UPDATE SKIP LOCKED`;
const markSql = `
  UPDATE outbox_messages
  SET published_at = now(), attempts = attempts + 1, last_error = NULL
  WHERE id = ANY ($1::uuid[])`;
const receiveSql = `
  INSERT INTO inbox_messages (id, type) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING RETURNING id`;

export interface PreviousService {
  start(): Promise<void>;
  transaction<T>(work: (tx: PoolClient) => Promise<T>): Promise<T>;
  /** Publishes all pending messages. Resolves with their number. */
  relay(): Promise<number>;
  /** The number of handled messages. */
  handledCount(): number;
  stop(): Promise<void>;
}

export function createPreviousService(options: {
  readonly databaseUrl: string;
  readonly busUrl: string;
  readonly topology: Topology;
  readonly subscription: string;
  readonly handle: (tx: PoolClient, event: PreviousEvent) => Promise<unknown>;
}): PreviousService {
  const { databaseUrl, busUrl, topology, subscription, handle } = options;
  const pool = new Pool({ connectionString: databaseUrl, max: 5, options: '-c TimeZone=UTC' });
  const bus = createBus({ url: busUrl, topology, logger: silentLogger });
  let handled = 0;

  async function transaction<T>(work: (tx: PoolClient) => Promise<T>): Promise<T> {
    const tx = await pool.connect();
    try {
      await tx.query('BEGIN');
      const result = await work(tx);
      await tx.query('COMMIT');
      return result;
    } catch (error) {
      await tx.query('ROLLBACK');
      throw error;
    } finally {
      tx.release();
    }
  }

  const consumer = bus.createConsumer({
    subscription,
    async handle({ body }) {
      await transaction((tx) => handle(tx, JSON.parse(body)));
      handled += 1;
    },
    recoveryFor: () => 'retry',
  });

  return {
    transaction,
    handledCount: () => handled,
    async start() {
      await bus.start();
      await new Promise<void>((resolve) => (bus.isUp() ? resolve() : bus.onUp(resolve)));
      await consumer.start();
    },
    relay: () =>
      transaction(async (tx) => {
        const { rows } = await tx.query(claimSql);
        const signal = AbortSignal.timeout(5_000);
        await Promise.all(rows.map((message) => bus.publish(message, { signal })));
        await tx.query(markSql, [rows.map(({ id }) => id)]);
        return rows.length;
      }),
    async stop() {
      await consumer.stop();
      await bus.stop();
      await pool.end();
    },
  };
}

/** Records the message ID. Returns false if the message was processed before. */
export async function receive(tx: PoolClient, { id, type }: PreviousEvent): Promise<boolean> {
  return (await tx.query(receiveSql, [id, type])).rows.length > 0;
}

export async function append(
  tx: PoolClient,
  event: Omit<PreviousEvent, 'id'> & { readonly source: string; readonly time: Date },
): Promise<void> {
  const { type, subject: id, correlationid } = event;
  const envelope = {
    specversion: '1.0',
    datacontenttype: 'application/json',
    id,
    dataschema: `/schemas/${type}/1`,
  };
  await tx.query(appendSql, [id, type, correlationid, JSON.stringify({ ...envelope, ...event })]);
}
