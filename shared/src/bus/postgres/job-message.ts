import type { Pool } from 'pg';
import { attemptOf } from '../delivery';
import type { Delivered, Forward } from '../verdict';
import { maxJobAttempts } from './publisher';

const addDelayedJob = `
  SELECT graphile_worker.add_job(
    $1, $2::json, run_at := now() + $3 * INTERVAL '1 ms', max_attempts := ${maxJobAttempts}
  )`;
const insertDeadLetter = `
  INSERT INTO bus.dead_letters (
    queue, message, attempts, error_code, error_message, first_failed_at, last_failed_at,
    message_id, correlation_id
  ) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`;

/** Reads any job payload. A payload of a foreign publisher becomes the body, as JSON text. */
export function readMessage(payload: unknown): Delivered {
  const fields: Readonly<Record<string, unknown>> =
    typeof payload === 'object' && payload !== null ? { ...payload } : {};
  const textOf = (name: string) => {
    const value = fields[name];
    return typeof value === 'string' ? value : undefined;
  };
  return {
    id: textOf('id'),
    correlationId: textOf('correlationId'),
    body: textOf('body') ?? JSON.stringify(payload),
    attempt: attemptOf(fields.attempt),
    firstFailedAt: textOf('firstFailedAt'),
  };
}

/**
 * Adds a failed message to its queue again with a delay, or to the dead letters. The caller
 * completes the job afterwards.
 */
export async function forward(pool: Pool, message: Delivered, to: Forward): Promise<void> {
  const { failure, delayMs } = to;
  if (delayMs !== undefined) {
    const next = {
      ...message,
      attempt: message.attempt + 1,
      firstFailedAt: failure.firstFailedAt,
    };
    await pool.query(addDelayedJob, [failure.queue, JSON.stringify(next), delayMs]);
    return;
  }
  await pool.query(insertDeadLetter, [
    to.queue,
    JSON.stringify(message),
    failure.attempts,
    failure.errorCode,
    failure.errorMessage,
    failure.firstFailedAt,
    failure.lastFailedAt,
    message.id?.replaceAll('\0', ''),
    message.correlationId?.replaceAll('\0', ''),
  ]);
}
