/**
 * Removes header fields that only RabbitMQ or Rascal may set, if another publisher set them.
 *
 * Rascal reads them before any code of ours does. It throws on an `x-death` that is not a list of
 * tables, and on an unknown encryption in `rascal`: the channel is closed, and the message comes
 * back until it is dead-lettered. With `rascal.recovery` a publisher could make Rascal reject the
 * message without a reason. We publish without Rascal, so a `rascal` field is always foreign.
 *
 * Rascal passes its channel to the session only (`_open`, which is private: the tests of foreign
 * messages fail if it is renamed).
 */
import type { ConsumeMessage } from 'amqplib/callback_api';
import type { SubscriberSession } from 'rascal';

export function removeForeignHeaders(session: SubscriberSession): void {
  const open = session._open.bind(session);
  session._open = (channel, ...rest) => {
    channel.prependListener('delivery', clean);
    open(channel, ...rest);
  };
}

function clean({ properties }: ConsumeMessage): void {
  const { headers } = properties;
  if (!headers) return;
  delete headers.rascal;
  if (!isListOfTables(headers['x-death'])) delete headers['x-death'];
}

function isListOfTables(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === 'object' && each !== null);
}
