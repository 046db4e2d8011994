/**
 * A consumer is a graphile-worker runner with one task: the queue. Each time the database becomes
 * available, the consumer starts a new runner. A runner reconnects without help, but its backoff
 * grows to one minute, and until then it only polls.
 *
 * A message is a job: `{ id, correlationId, body, attempt, firstFailedAt }`. A completed job is an
 * acknowledged message. A failed message is forwarded as a new job with a later `run_at`, or as a
 * row of `bus.dead_letters`; then its job is completed.
 *
 * graphile-worker has its own retries with fixed delays. They only requeue the messages that are
 * unfinished when a consumer stops.
 *
 * Crash windows:
 * - before the job is completed: its lock expires with the worker pool (see `session.ts`), and
 *   another consumer receives the message.
 * - after the message was forwarded, before its job is completed: the message exists twice, with
 *   the same ID. The inbox discards the duplicate.
 */
import { EventEmitter } from 'node:events';
import {
  type JobHelpers,
  type Runner,
  run,
  type Task,
  Logger as WorkerLogger,
} from 'graphile-worker';
import type { Pool } from 'pg';
import type { Logger } from 'winston';
import type { Component } from '../../lifecycle/component';
import { type DeliveryContext, deliver, giveUp, retryUntilAborted } from '../delivery';
import { logForwardFailure } from '../message-log';
import { pause } from '../on-abort';
import type { SubscriptionPlan } from '../topology';
import type { Delivered, Forward } from '../verdict';
import { forward, readMessage } from './job-message';
import type { PostgresSession, PostgresSessions } from './session';

/**
 * Finds jobs whose delay has ended and requeued jobs. PostgreSQL notifies the runner of new jobs.
 */
const pollIntervalMs = 1_000;
/**
 * How long a prefetched job waits for a free handler. Then it is returned, so that other consumers
 * can fetch it.
 */
const localQueueTtlMs = 500;

const requeueJobs = 'SELECT graphile_worker.reschedule_jobs($1::bigint[], run_at => now())';

export type ConsumerContext = Omit<DeliveryContext, 'abandon'> & {
  readonly sessions: PostgresSessions;
};

export function createConsumer(context: ConsumerContext): Component {
  const { sessions, plan, logger } = context;
  let currentRun: ConsumerRun | undefined;
  let isActive = false;
  let stopped: Promise<void> | undefined;

  /** Starts a new run. The previous run finishes its jobs at the same time. */
  function begin(session: PostgresSession): void {
    if (!isActive) return;
    void currentRun?.end();
    currentRun = startRun(context, session);
  }

  return {
    name: `consumer of ${plan.queue}`,
    async start() {
      if (isActive || stopped) return;
      isActive = true;
      sessions.onUp(begin);
      const session = sessions.current();
      if (session) begin(session);
      logger.debug('consuming', { queue: plan.queue });
    },
    stop() {
      isActive = false;
      stopped ??= currentRun?.end() ?? Promise.resolve();
      return stopped;
    },
  };
}

/** One runner, which consumes during one session. */
interface ConsumerRun {
  end(): Promise<void>;
}

function startRun(
  { sessions, ...options }: ConsumerContext,
  session: PostgresSession,
): ConsumerRun {
  const { plan, logger } = options;
  const { pool, workerPool } = sessions;
  const abandon = new AbortController();
  const context: DeliveryContext = { ...options, abandon: abandon.signal };
  const abandonedJobIds: string[] = [];
  let poolId: string | undefined;
  let ended: Promise<void> | undefined;

  async function work(payload: unknown, { job }: JobHelpers): Promise<void> {
    const message = readMessage(payload);
    const isTooOften = job.attempts > 1 + plan.maxRedeliveries;
    const verdict = await (isTooOften ? giveUp : deliver)(context, message);
    if (verdict.outcome === 'handled') return;
    if (verdict.outcome === 'forward' && (await forwardUntilEnd(message, verdict.forward))) return;
    abandonedJobIds.push(job.id);
    throw new Error('the message is requeued');
  }

  /** Forwards the message. Returns false if the run ends first. */
  function forwardUntilEnd(message: Delivered, to: Forward): Promise<boolean> {
    const report = (error: unknown) => logForwardFailure(logger, { message, to, error });
    return retryUntilAborted(() => forward(pool, message, to), abandon.signal, report);
  }

  const runner = startRunner(work, {
    pool: workerPool,
    plan,
    logger,
    onPool(id) {
      poolId = id;
      session
        .register({ poolId: id, queue: plan.queue })
        .catch((error: unknown) => session.markLost(error));
    },
  });
  runner
    .then((started) => started.promise)
    .then(
      () => ended ?? session.markLost(new Error('the graphile-worker runner ended unexpectedly')),
      (error: unknown) => ended ?? session.markLost(error),
    );

  async function end(): Promise<void> {
    abandon.abort();
    const started = await runner.catch(() => undefined);
    if (!started) return;
    const isDone = await within(stopRunner(started), plan.closeTimeoutMs);
    if (!isDone)
      logger.warn('consumer stop timed out; unfinished messages will be redelivered', {
        queue: plan.queue,
      });
    try {
      if (abandonedJobIds.length > 0) await pool.query(requeueJobs, [abandonedJobIds]);
      if (poolId) await session.unregister(poolId);
    } catch (error) {
      logger.debug('could not requeue jobs; another process will unlock the jobs', {
        reason: (error as Error).message,
      });
    }
  }

  return {
    end() {
      ended ??= end();
      return ended;
    },
  };
}

interface RunnerOptions {
  readonly pool: Pool;
  readonly plan: SubscriptionPlan;
  readonly logger: Logger;
  /** Receives the ID that the runner locks its jobs with, before it locks any. */
  readonly onPool: (poolId: string) => void;
}

function startRunner(work: Task, { pool, plan, logger, onPool }: RunnerOptions): Promise<Runner> {
  const events = new EventEmitter();
  events.on('pool:create', ({ workerPool }: { workerPool: { id: string } }) =>
    onPool(workerPool.id),
  );
  return run({
    pgPool: pool,
    taskList: { [plan.queue]: work },
    events,
    noHandleSignals: true,
    logger: createWorkerLogger(logger),
    preset: {
      worker: {
        concurrentJobs: plan.prefetch,
        localQueue: { size: plan.prefetch, ttl: localQueueTtlMs },
        pollInterval: pollIntervalMs,
        completeJobBatchDelay: 0,
        failJobBatchDelay: 0,
      },
    },
  });
}

function stopRunner(runner: Runner): Promise<void> {
  return runner.stop().catch(() => {});
}

async function within(promise: Promise<void>, timeoutMs: number): Promise<boolean> {
  const over = new AbortController();
  const isDone = await Promise.race([
    promise.then(() => true),
    pause(timeoutMs, over.signal).then(() => false),
  ]);
  over.abort();
  return isDone;
}

/** Logs graphile-worker's own reports. The outcome of each message is logged by `deliver`. */
function createWorkerLogger(logger: Logger): WorkerLogger {
  return new WorkerLogger(() => (level, message) => {
    logger.log(level === 'error' ? 'warn' : 'debug', message, { source: 'graphile-worker' });
  });
}
