import { idempotencyKey } from '@online-shop/shared/http/fields';
import type { PagedList } from '@online-shop/shared/http/page';
import { requestBody } from '@online-shop/shared/http/request-body';
import { validate } from '@online-shop/shared/http/validation';
import { isUuid } from '@online-shop/shared/ids/uuid-v7';
import { orderRequest } from '../orders/order-request';

export const placeOrderBody = requestBody(orderRequest);
export const placeOrderRules = validate(...placeOrderBody.chains, idempotencyKey());

/** The cursor of a page is the ID of its last order. */
export const ordersOfUser: PagedList = {
  nameOf: (userId) => `/api/orders/user/${userId}`,
  isPosition: isUuid,
};
