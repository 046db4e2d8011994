import { count, type DetailsFacts } from '@online-shop/shared/openapi/details-path';
import { schemaRef } from '@online-shop/shared/openapi/references';
import { exactObject } from '@online-shop/shared/openapi/schemas';

/** What `/health/details` tells of orders. */
export const ordersDetails: DetailsFacts = {
  schemas: {
    orders: exactObject({
      new: { ...count, description: 'Orders that wait for their payment, up to 100 000.' },
      overdue: { ...count, description: 'Those of them that are past their deadline.' },
      oldestOverdueIds: { type: 'array', items: schemaRef('Id'), maxItems: 10 },
      redriven: {
        ...count,
        description: 'Orders re-driven since the start of the process, each time counted.',
      },
    }),
  },
  examples: { orders: { new: 2, overdue: 0, oldestOverdueIds: [], redriven: 0 } },
};
