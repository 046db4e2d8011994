import { setTimeout as delay } from 'node:timers/promises';
import { Router } from 'express';
import { methodNotAllowed } from './method-not-allowed';

/** Each tells whether one thing the process stands on works now; an error counts as down. */
export type ReadinessChecks = Readonly<Record<string, () => Promise<boolean> | boolean>>;

type Health = 'up' | 'down';

/** No answer within this time is down: a probe must not wait as long as a hung dependency. */
const checkTimeoutMs = 2_000;

/** What a process knows of itself at the moment, from memory: no query, no wait. */
export type DetailsReader = () => object;

export interface HealthRoutesOptions {
  /** Answers `/health/details`, which is not there without it. */
  readonly details?: DetailsReader | undefined;
  readonly timeoutMs?: number;
}

/**
 * `/health/live`: the process answers. `/health/ready`: so does everything it stands on.
 * `/health/details`: numbers for an operator; always 200, for it judges nothing.
 */
export function createHealthRoutes(
  checks: ReadinessChecks,
  { details, timeoutMs = checkTimeoutMs }: HealthRoutesOptions = {},
): Router {
  const router = Router({ caseSensitive: true, strict: true });

  router
    .route('/health/live')
    .get((_req, res) => {
      res.json({ status: 'up' });
    })
    .all(methodNotAllowed('GET', 'HEAD'));

  router
    .route('/health/ready')
    .get(async (_req, res) => {
      const states = await runChecks(checks, timeoutMs);
      const isUp = Object.values(states).every((state) => state === 'up');
      if (!isUp) res.status(503).set('Retry-After', '1');
      res.json({ status: isUp ? 'up' : 'down', checks: states });
    })
    .all(methodNotAllowed('GET', 'HEAD'));

  if (!details) return router;
  router
    .route('/health/details')
    .get((_req, res) => {
      res.json(details());
    })
    .all(methodNotAllowed('GET', 'HEAD'));
  return router;
}

async function runChecks(
  checks: ReadinessChecks,
  timeoutMs: number,
): Promise<Record<string, Health>> {
  const states = Object.entries(checks).map(
    async ([name, check]) => [name, await runCheck(check, timeoutMs)] as const,
  );
  return Object.fromEntries(await Promise.all(states));
}

async function runCheck(check: () => Promise<boolean> | boolean, timeoutMs: number) {
  const timer = new AbortController();
  const timeUp = delay(timeoutMs, false, { signal: timer.signal }).catch(() => false);
  try {
    return (await Promise.race([check(), timeUp])) ? 'up' : 'down';
  } catch {
    return 'down';
  } finally {
    timer.abort();
  }
}
