import { setTimeout as delay } from 'node:timers/promises';
import { Router } from 'express';
import { methodNotAllowed } from './method-not-allowed';
import { validate } from './validation';

/** Each check returns whether a dependency is up. A check that throws counts as `down`. */
export type ReadinessChecks = Readonly<Record<string, () => Promise<boolean> | boolean>>;

type Health = 'up' | 'down';

/** After this time a check counts as `down`, so that the probe gets its response in time. */
const checkTimeoutMs = 2_000;

/** Returns operating figures of the process from memory. Runs no query and does not wait. */
export type DetailsReader = () => object;

export interface HealthRoutesOptions {
  /** Returns the body of `/health/details`. Without it, that path gets 404. */
  readonly details?: DetailsReader | undefined;
  /** The timeout of each readiness check, in milliseconds. Defaults to 2 s. */
  readonly timeoutMs?: number;
}

/**
 * Creates the health routes:
 * - `/health/live` responds with 200 while the process handles requests.
 * - `/health/ready` responds with 200 if all dependencies are up, otherwise with 503.
 * - `/health/details` responds with 200 and operating figures.
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
