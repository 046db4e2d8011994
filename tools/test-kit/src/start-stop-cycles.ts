import { readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { RunningService } from './running-service';

/** The number of resources of this process, by kind. */
export type Holdings = Readonly<Record<string, number>>;

/** Starts a service, waits until it is ready, and stops it, `times` times. */
export async function repeatStartAndStop(
  start: () => Promise<RunningService>,
  { times }: { readonly times: number },
): Promise<void> {
  for (let i = 0; i < times; i += 1) {
    const service = await start();
    await service.ready();
    await service.stop();
  }
}

/**
 * Counts the resources that keep the event loop alive (sockets, servers, timers), the listeners of
 * the process, and its open files.
 */
export function countHoldings(): Holdings {
  const holdings: Record<string, number> = {};
  for (const resource of process.getActiveResourcesInfo()) {
    holdings[resource] = (holdings[resource] ?? 0) + 1;
  }
  for (const event of process.eventNames()) {
    holdings[`listeners of ${String(event)}`] = process.listenerCount(event);
  }
  if (process.platform === 'linux') holdings.files = readdirSync('/proc/self/fd').length;
  return holdings;
}

/** Returns the resources that increased. Closing takes time, so it polls for up to 5 s. */
export async function findLeftovers(before: Holdings): Promise<Holdings> {
  let left = {};
  for (let looks = 0; looks < 500; looks += 1) {
    const now = Object.entries(countHoldings());
    left = Object.fromEntries(now.filter(([kind, count]) => count > (before[kind] ?? 0)));
    if (Object.keys(left).length === 0) break;
    await delay(10);
  }
  return left;
}
