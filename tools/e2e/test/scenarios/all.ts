import type { ShopUnderTest } from '../use-shop';
import { describeBacklog } from './backlog';
import { describeBrokerOutage } from './broker-outage';
import { describeConcurrency } from './concurrency';
import { describeCorrelation } from './correlation';
import { describeDatabaseOutage } from './database-outage';
import { describeDuplicates } from './duplicates';
import { describeKills } from './kills';
import { describeOrders } from './orders';
import { describeShutdown } from './shutdown';
import { describeTimes } from './times';

/** All scenarios, which hold on every bus. */
export function describeTheShop(test: ShopUnderTest): void {
  describeOrders(test);
  describeTimes(test);
  describeConcurrency(test);
  describeCorrelation(test);
  describeDuplicates(test);
  describeBacklog(test);
  describeShutdown(test);
  describeKills(test);
  describeDatabaseOutage(test);
  describeBrokerOutage(test);
}
