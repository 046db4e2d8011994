import { startTestPostgres } from '@online-shop/servers/test-postgres';
import { hostileSettings } from '@online-shop/test-kit/hostile-settings';
import { startPostgresBroker } from '../src/bus/postgres-broker';
import { describeConcurrency } from './scenarios/concurrency';
import { describeCorrelation } from './scenarios/correlation';
import { describeDuplicates } from './scenarios/duplicates';
import { describeOrders } from './scenarios/orders';
import { describeTimes } from './scenarios/times';
import { useShop } from './use-shop';

const server = { sessionDefaults: hostileSettings };

describe('the shop on servers with other session defaults', () => {
  const test = useShop({
    startBroker: () => startPostgresBroker(server),
    startPostgres: () => startTestPostgres(server),
  });

  describeOrders(test);
  describeTimes(test);
  describeConcurrency(test);
  describeCorrelation(test);
  describeDuplicates(test);
});
