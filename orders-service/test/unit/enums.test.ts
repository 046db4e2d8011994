import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { declineReasons } from '@online-shop/shared/messages/payment-results';
import { CancelReason, OrderStatus } from '../../src/db/generated/enums';
import { orderStatuses } from '../../src/orders/order';

describe('the enums of the database', () => {
  it('contain exactly the statuses of an order', () => {
    expect(Object.values(OrderStatus)).toEqual(Object.keys(orderStatuses));
  });

  it('contain exactly the reasons of a cancellation', () => {
    expect(Object.values(CancelReason)).toEqual([...declineReasons]);
  });
});

test('docs/ARCHITECTURE.md has a state diagram with every status', () => {
  const document = readFileSync(join(__dirname, '../../../docs/ARCHITECTURE.md'), 'utf8');
  const [diagram = ''] = /stateDiagram-v2.*?```/s.exec(document) ?? [];
  const missing = Object.keys(orderStatuses).filter((status) => !diagram.includes(`> ${status}`));
  expect(missing).toEqual([]);
});
