import { setTimeout as delay } from 'node:timers/promises';
import { Router } from 'express';
import { methodNotAllowed } from './method-not-allowed';
import { validate } from './validation';

/** Each check tells whether one dependency of the process works now. An error counts as down. */
export type ReadinessChecks = Readonly<Record<string, () => Promise<boolean> | boolean>>;

type Health = 'up' | 'down';

/** A check that takes longer is down: a probe must not wait as long as a hung dependency. */
const checkTimeoutMs = 2_000;

/** Returns the current state of the process from memory: no query, no wait. */
export type DetailsReader = () => object;

export interface HealthRoutesOptions {
  /** Serves `/health/details`. Without it the path does not exist. */
  readonly details?: DetailsReader | undefined;
  readonly timeoutMs?: number;
}

/**
 * `/health/live`: the process answers. `/health/ready`: all its dependencies answer, too.
 * `/health/details`: numbers for an operator, always with 200.
 */
export function createHealthRoutes(
  checks: ReadinessChecks,
  { details, timeoutMs = checkTimeoutMs }: HealthRoutesOptions = {},
): Router {
  const router = Router({ caseSensitive: true, strict: true });

  router
    .route('/health/live')
    .get(validate(), (_req, res) => {
      res.json({ status: 'up' });
    })
    .all(methodNotAllowed('GET', 'HEAD'));

  router
    .route('/health/ready')
    .get(validate(), async (_req, res) => {
      const states = await runChecks(checks, timeoutMs);
      const isUp = Object.values(states).every((state) => state === 'up');
      if (!isUp) res.status(503).set('Retry-After', '1');
      res.json({ status: isUp ? 'up' : 'down', checks: states });
    })
    .all(methodNotAllowed('GET', 'HEAD'));

  if (!details) return router;
  router
    .route('/health/details')
    .get(validate(), (_req, res) => {
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
