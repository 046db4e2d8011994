/**
 * Removes header fields that only RabbitMQ or Rascal may set, if a foreign publisher set them.
 *
 * Rascal reads these fields before our code runs. It throws if `x-death` is not a list of tables,
 * and if `rascal` names an unknown encryption. Then the channel is closed, and the message is
 * redelivered until it is dead-lettered. With `rascal.recovery` a publisher could make Rascal
 * reject the message without a reason. We publish without Rascal, so a `rascal` field is always
 * foreign.
 *
 * Rascal passes its channel only to the private method `_open` of the session. The tests of foreign
 * messages fail if Rascal renames it.
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
