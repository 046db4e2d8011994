import type { MessagingConfig } from '../config/service-keys';
import type { SqlTransaction, TransactionClient } from '../database/client';
import { createOutboxGauge } from '../outbox/outbox-gauge';
import { createOutboxRelay } from '../outbox/relay';
import {
  createConsumingService,
  type ServiceClient,
  type ServiceOptions,
} from './consuming-service';

/** The parts of a consuming service, and those of its outbox. Starts none of them. */
export function createMessagingService<Tx extends SqlTransaction>(
  options: ServiceOptions<ServiceClient & TransactionClient<Tx>, MessagingConfig>,
) {
  const { client, config, logger } = options;
  const parts = createConsumingService(options);
  const relay = createOutboxRelay({ client, bus: parts.bus, logger });
  const outbox = createOutboxGauge({
    client,
    logger,
    maxPending: config.OUTBOX_PENDING_MAX,
    maxAgeSeconds: config.OUTBOX_AGE_MAX_SECONDS,
  });
  return {
    ...parts,
    relay,
    outbox,
    details: () => ({ ...parts.details(), outbox: outbox.state() }),
  };
}
