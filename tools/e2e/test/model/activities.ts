import { createPaymentResultsHandler } from '@online-shop/orders-service/messaging/payment-results.consumer';
import { recoveryFor as recoveryForResult } from '@online-shop/orders-service/messaging/recovery';
import { OrderError } from '@online-shop/orders-service/orders/order.errors';
import { type PlaceOrder, placeOrders } from '@online-shop/orders-service/orders/place-order';
import { redriveOrders } from '@online-shop/orders-service/orders/redrive-orders';
import { settleOrders } from '@online-shop/orders-service/orders/settle-order';
import { chargeOrders } from '@online-shop/payments-service/accounts/charge-orders';
import { createAccount } from '@online-shop/payments-service/accounts/create-account';
import { depositMoney } from '@online-shop/payments-service/accounts/deposit-money';
import { createOrderCreatedHandler } from '@online-shop/payments-service/messaging/order-created.consumer';
import { recoveryFor as recoveryForOrder } from '@online-shop/payments-service/messaging/recovery';
import { createTransactionBatcher } from '@online-shop/shared/batching/transaction-batcher';
import type { ConsumerOptions } from '@online-shop/shared/bus/bus';
import { deliver } from '@online-shop/shared/bus/delivery';
import type { Delivered, Verdict } from '@online-shop/shared/bus/verdict';
import type { TransactionClient } from '@online-shop/shared/database/client';
import { inTransaction } from '@online-shop/shared/database/transaction';
import { createOutboxRelay } from '@online-shop/shared/outbox/relay';
import { createRetention } from '@online-shop/shared/retention/retention';
import { createManualBus } from '@online-shop/test-kit/manual-bus';
import { silentLogger } from '@online-shop/test-kit/silent-logger';
import { type Activity, type ActivityControl, startActivity } from './activity';
import type { Channel, QueuedMessage } from './simulated-broker';
import { createSimulatedClient } from './simulated-client';
import type { SimulatedService, SimulatedShop } from './simulated-shop';

type OrdersClient = TransactionClient<Parameters<typeof placeOrders>[0]>;
type PaymentsClient = TransactionClient<Parameters<typeof chargeOrders>[0]>;

const limits = { maxBatchSize: 200, maxBacklog: 5_000 };
/** Consumers hold no message: if the database is unavailable, they requeue the message. */
const abandon = AbortSignal.abort();
/** One hour in the future. Everything is older, so delayed actions may happen at any time. */
const anHourFromNow = { hours: -1, ms: -3_600_000 };

async function start(
  shop: SimulatedShop,
  name: string,
  work: (activity: Activity) => Promise<void>,
): Promise<ActivityControl> {
  const tell = (text: string) => shop.trace.push(`     ${name}: ${text}`);
  const control = await startActivity(name, { work, tell });
  shop.activities.push(control);
  return control;
}

/** Submits the requests at the same time, so that they share a transaction. */
export function startPlacing(shop: SimulatedShop, commands: readonly PlaceOrder[]) {
  return start(shop, `orders-service, placing ${commands.length}`, async (activity) => {
    const client = createSimulatedClient(activity, shop.orders) as unknown as OrdersClient;
    const placing = createTransactionBatcher({ client, work: placeOrders, ...limits });
    await Promise.all(
      commands.map(async (command) => {
        try {
          const { order } = await placing.submit(command);
          shop.accepted.push(order);
        } catch (error) {
          if (!(error instanceof OrderError)) throw error;
        }
      }),
    );
  });
}

export function startOpening(shop: SimulatedShop, userId: string) {
  return start(shop, `payments-service, opening ${userId}'s account`, async (activity) => {
    const client = createSimulatedClient(activity, shop.payments) as unknown as PaymentsClient;
    await inTransaction(client, (tx) => createAccount(tx, { userId, currency: 'RUB' }));
  });
}

export function startDeposit(
  shop: SimulatedShop,
  deposit: { readonly userId: string; readonly amount: number },
) {
  return start(shop, `payments-service, depositing for ${deposit.userId}`, async (activity) => {
    const client = createSimulatedClient(activity, shop.payments) as unknown as PaymentsClient;
    const depositing = createTransactionBatcher({ client, work: depositMoney, ...limits });
    await depositing.submit(deposit);
  });
}

export function startRelay(shop: SimulatedShop, service: SimulatedService) {
  return start(shop, `${service.name}, relay`, async (activity) => {
    const sent: Promise<void>[] = [];
    const bus = createManualBus();
    bus.confirmWith(async (message) => {
      const label = `publish ${shortOf(message)}`;
      const sending = activity.ask(label, () => shop.broker.publish(message));
      if (shop.weakening.trustsTheWire) sent.push(sending.catch(() => {}));
      else await sending;
    });
    const client = createSimulatedClient(activity, service);
    await createOutboxRelay({ client, bus, logger: silentLogger }).runOnce();
    await Promise.all(sent);
  });
}

export function startRedriving(shop: SimulatedShop) {
  return start(shop, 'orders-service, re-driving', async (activity) => {
    const client = createSimulatedClient(activity, shop.orders) as unknown as OrdersClient;
    const due = { afterMs: anHourFromNow.ms, growsToMs: anHourFromNow.ms, limit: 500 };
    await inTransaction(client, (tx) => redriveOrders(tx, due));
  });
}

/** Idempotency records are not deleted, because clients rely on them for the retention period. */
export function startRetention(shop: SimulatedShop, service: SimulatedService) {
  return start(shop, `${service.name}, retention`, async (activity) => {
    const { hours } = anHourFromNow;
    const times = { outboxHours: hours, inboxHours: hours, idempotencyHours: 24 };
    const client = createSimulatedClient(activity, service);
    await createRetention({ client, logger: silentLogger, ...times }).runOnce();
  });
}

type Handling = Pick<ConsumerOptions, 'handle' | 'recoveryFor'>;

/** Creates the handlers in the same way as service.ts. */
const createHandling: Record<
  SimulatedService['name'],
  (activity: Activity, service: SimulatedService) => Handling
> = {
  'orders-service'(activity, service) {
    const client = createSimulatedClient(activity, service) as unknown as OrdersClient;
    const settling = createTransactionBatcher({ client, work: settleOrders, ...limits });
    return {
      handle: createPaymentResultsHandler(settling.submit),
      recoveryFor: recoveryForResult,
    };
  },
  'payments-service'(activity, service) {
    const client = createSimulatedClient(activity, service) as unknown as PaymentsClient;
    const charging = createTransactionBatcher({ client, work: chargeOrders, ...limits });
    return { handle: createOrderCreatedHandler(charging.submit), recoveryFor: recoveryForOrder };
  },
};

/** Handles the messages at the same time, so that they share a transaction. */
export function startConsuming(shop: SimulatedShop, service: SimulatedService, count: number) {
  const channel = shop.broker.openChannel(service.queue);
  const messages = channel.take(count);
  const names = messages.map(({ id }) => `…${id.slice(-4)}`).join(' ');
  return start(shop, `${service.name}, handling ${names}`, async (activity) => {
    activity.onDeath(channel.close);
    const handling = createHandling[service.name](activity, service);
    await Promise.all(
      messages.map((message) => handle(shop, message, { activity, channel, service, handling })),
    );
    // Unacknowledged messages are requeued.
    channel.close();
  });
}

interface Consumption {
  readonly activity: Activity;
  readonly channel: Channel;
  readonly service: SimulatedService;
  readonly handling: Handling;
}

/**
 * Does the same with a message as the consumers of the engines
 * (shared/src/bus/rabbitmq/consumer.ts).
 */
async function handle(shop: SimulatedShop, message: QueuedMessage, consumption: Consumption) {
  const { activity, channel, service, handling } = consumption;
  const { plan } = service;
  const acknowledge = () =>
    activity.ask(`acknowledge ${shortOf(message)}`, () => channel.acknowledge(message));

  if (shop.weakening.acknowledgesFirst) await acknowledge();
  const context = { subscription: plan.name, ...handling, plan, logger: silentLogger, abandon };
  const verdict = await deliver(context, message satisfies Delivered);
  if (verdict.outcome === 'abandoned') return;
  if (verdict.outcome === 'forward') {
    await activity.ask(`forward ${shortOf(message)} to ${verdict.forward.queue}`, () =>
      forward(service, message, verdict),
    );
  }
  if (!shop.weakening.acknowledgesFirst) await acknowledge();
}

function forward(
  { queue }: SimulatedService,
  message: QueuedMessage,
  { forward: { delayMs, failure } }: Extract<Verdict, { outcome: 'forward' }>,
): void {
  const { firstFailedAt, attempts } = failure;
  if (delayMs === undefined) queue.dead.push({ ...message, attempt: attempts, firstFailedAt });
  else queue.ready.push({ ...message, attempt: attempts + 1, firstFailedAt });
}

function shortOf({ id, type }: { readonly id: string; readonly type: string }): string {
  return `${type} …${id.slice(-4)}`;
}
