import { startPostgresBroker } from '../src/bus/postgres-broker';
import { describeOrders } from './scenarios/orders';
import { useShop } from './use-shop';

describe('the shop on the embedded bus', () => {
  const test = useShop({ startBroker: startPostgresBroker });

  describeOrders(test);
});
