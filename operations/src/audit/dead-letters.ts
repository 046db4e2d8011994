import { connect } from 'amqplib';
import { AuditProblem, reasonOf } from './audit-problem';
import { openSnapshot } from './snapshot';

export interface DeadLetterCount {
  readonly queue: string;
  /** Of the last failure; RabbitMQ tells it only to whoever takes the message. */
  readonly errorCode: string | null;
  readonly letters: number;
}

/** Either what waits for a person, or why that could not be seen. */
export type DeadLetters =
  | { readonly total: number; readonly queues: readonly DeadLetterCount[] }
  | { readonly unknown: string };

/** Declared by the services' topologies; on PostgreSQL the rows name them. */
const deadLetterQueues = ['payments.order-created.dead', 'orders.payment-results.dead'];

/** Looks, and leaves every letter where it is. A bus that is away says nothing about the books. */
export async function countDeadLetters(
  busUrl: string,
  queues: readonly string[] = deadLetterQueues,
): Promise<DeadLetters> {
  try {
    const isRabbitmq = busUrl.startsWith('amqp');
    const counts = await (isRabbitmq ? countOnRabbitmq(busUrl, queues) : countOnPostgres(busUrl));
    return { total: counts.reduce((sum, { letters }) => sum + letters, 0), queues: counts };
  } catch (error) {
    if (error instanceof AuditProblem) return { unknown: error.message };
    throw error;
  }
}

async function countOnPostgres(url: string): Promise<DeadLetterCount[]> {
  const snapshot = await openSnapshot({ name: 'the bus', url });
  try {
    const [found] = await snapshot.query<{ isThere: boolean }>(
      `SELECT to_regclass('bus.dead_letters') IS NOT NULL AS "isThere"`,
    );
    // The first service that starts on this bus creates it.
    if (!found?.isThere) return [];
    return await snapshot.query<DeadLetterCount & { queue: string }>(`
      SELECT queue, error_code AS "errorCode", count(*)::int AS letters
      FROM bus.dead_letters GROUP BY queue, error_code ORDER BY queue, error_code`);
  } finally {
    await snapshot.close();
  }
}

async function countOnRabbitmq(url: string, queues: readonly string[]): Promise<DeadLetterCount[]> {
  const { host } = new URL(url);
  try {
    const connection = await connect(url, { timeout: 10_000 });
    connection.on('error', () => {}); // The operation that it was for says so.
    try {
      const counts: DeadLetterCount[] = [];
      for (const queue of queues) {
        const letters = await countIn(connection, queue);
        if (letters > 0) counts.push({ queue, errorCode: null, letters });
      }
      return counts;
    } finally {
      await connection.close().catch(() => {});
    }
  } catch (error) {
    throw new AuditProblem(`the bus (${host}) cannot be read: ${reasonOf(error)}`, {
      cause: error,
    });
  }
}

const notFound = 404;

/** On a channel of its own: RabbitMQ closes the one that asked for a queue that is not there. */
async function countIn(connection: Awaited<ReturnType<typeof connect>>, queue: string) {
  const channel = await connection.createChannel();
  channel.on('error', () => {});
  try {
    const { messageCount } = await channel.checkQueue(queue);
    await channel.close();
    return messageCount;
  } catch (error) {
    if ((error as { code?: unknown }).code === notFound) return 0;
    throw error;
  }
}
