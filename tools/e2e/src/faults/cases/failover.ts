import type { FaultCase } from '../fault-case';

export const failover: readonly FaultCase[] = [
  {
    name: 'database-failover',
    fault: 'kill -9 of the PostgreSQL primary, its synchronous standby promoted',
    ...{ layout: 'replicated', times: 2, recoveredWithinMs: 15_000 },
    async inject({ shop, customer, userId }) {
      const { replication } = shop.postgres;
      if (!replication) throw new Error('the database cannot have a standby');
      await replication.addStandby();
      await shop.untilReady();
      // Orders that are under way when the primary dies.
      const placing = Array.from({ length: 50 }, () => customer.placeOrder({ userId, amount: 1 }));
      await replication.failOver();
      await Promise.all(placing);
      await shop.untilReady();
    },
  },
];
