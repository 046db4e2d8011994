/** A CloudEvent of the size that the services send. */
export function messageBody(
  type: 'order.created' | 'payment.completed',
  order: { readonly id: string; readonly userId: string; readonly amount: number },
): string {
  const { id, userId, amount } = order;
  return JSON.stringify({
    specversion: '1.0',
    ...{ id, type, source: '/orders-service', subject: id, time: new Date().toISOString() },
    datacontenttype: 'application/json',
    dataschema: `/schemas/${type}/1`,
    correlationid: id,
    data: { userId, amount, currency: 'RUB' },
  });
}
