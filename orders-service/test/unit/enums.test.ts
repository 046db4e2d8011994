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
