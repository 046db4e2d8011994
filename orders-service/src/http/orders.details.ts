import { count, type DetailsFacts, outboxDetails } from '@online-shop/shared/openapi/details-path';
import { schemaRef } from '@online-shop/shared/openapi/references';
import { exactObject } from '@online-shop/shared/openapi/schemas';

/** The `orders` part of `/health/details`. */
export const ordersDetails: DetailsFacts = outboxDetails({
  schemas: {
    orders: exactObject({
      new: { ...count, description: 'Orders with the status `NEW`, counted up to 100 000.' },
      overdue: { ...count, description: 'Orders that are `NEW` and past their deadline.' },
      oldestOverdueIds: { type: 'array', items: schemaRef('Id'), maxItems: 10 },
      redriven: {
        ...count,
        description: 'Re-drives since the process started.',
      },
    }),
  },
  examples: { orders: { new: 2, overdue: 0, oldestOverdueIds: [], redriven: 0 } },
});
