import { readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { RunningService } from './running-service';

/** What this process holds on to, by kind, and how many of each. */
export type Holdings = Readonly<Record<string, number>>;

/** Starts a service, waits until it works, and stops it, so many times. */
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
 * Counts what keeps the event loop alive (sockets, servers, timers), the listeners on the process,
 * and its open files.
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

/** What there is more of than before. Closing takes its time: it is looked at until that is over. */
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
