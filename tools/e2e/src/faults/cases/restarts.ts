import type { Journal } from '../../load/journal';
import { portOf } from '../../shop/lines';
import type { ServiceProcess } from '../../shop/service-process';
import type { FaultCase, FaultContext } from '../fault-case';
import { stopCleanly } from '../stop-cleanly';

async function restart(service: ServiceProcess, context: FaultContext): Promise<void> {
  await stopCleanly(service, context);
  await service.start();
  await context.shop.untilReady();
}

/** Requests whose connection was closed, and requests that got a 5xx response. */
function countFailed({ answers, unanswered }: Journal): number {
  const errors = [...answers].filter(([status]) => status >= 500).map(([, count]) => count);
  return errors.reduce((sum, count) => sum + count, unanswered.broken);
}

export const restarts: readonly FaultCase[] = [
  {
    name: 'rolling-restart',
    fault: 'SIGTERM to each service in turn',
    times: 2,
    async inject(context) {
      const { shop, journal, report } = context;
      const { broken } = journal.unanswered;
      for (const service of shop.services) await restart(service, context);
      const cut = journal.unanswered.broken - broken;
      if (cut > 0) report('answers', `${cut} requests were cut off by orderly stops`);
    },
  },
  {
    name: 'rolling-restart-replicas',
    fault: 'SIGTERM to each of two replicas in turn, behind a balancer',
    ...{ layout: 'proxied', times: 2 },
    async inject(context) {
      const { shop, journal, report } = context;
      const before = countFailed(journal);
      for (const name of ['orders', 'payments'] as const) {
        const replica = await shop.addReplica(name);
        const line = shop.lines.to(name);
        line.addTarget(portOf(replica.url));
        // The load balancer gets no notice: it learns of the stop from a refused connection.
        for (const service of [shop[name], replica]) await restart(service, context);
        line.removeTarget(portOf(replica.url));
        await stopCleanly(replica, context);
        await replica.close();
      }
      const failed = countFailed(journal) - before;
      if (failed > 0) report('answers', `${failed} requests failed though a replica was there`);
    },
  },
];
