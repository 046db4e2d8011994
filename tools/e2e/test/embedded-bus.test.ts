import { startPostgresBroker } from '../src/bus/postgres-broker';
import { describeTheShop } from './scenarios/all';
import { useShop } from './use-shop';

describe('the shop on the embedded bus', () => {
  describeTheShop(useShop({ startBroker: startPostgresBroker }));
});
