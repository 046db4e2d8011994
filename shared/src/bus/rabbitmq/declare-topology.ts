import type { Channel, Connection } from 'amqplib/callback_api';
import { type Topology, vhostOf } from '../topology';

/**
 * Declares the topology again, as Rascal does on every connection. Uses a separate channel, because
 * the broker closes the channel if it rejects a declaration. Existing parts do not change.
 */
export async function declareTopology(connection: Connection, topology: Topology): Promise<void> {
  const { exchanges, queues, bindings } = vhostOf(topology).vhost;
  const channel = await openChannel(connection);
  for (const [name, { type }] of Object.entries(exchanges)) {
    await answered((done) => channel.assertExchange(name, type, {}, done));
  }
  for (const [name, { options }] of Object.entries(queues)) {
    await answered((done) => channel.assertQueue(name, options, done));
  }
  for (const { source, destination, bindingKeys } of Object.values(bindings)) {
    for (const key of bindingKeys) {
      await answered((done) => channel.bindQueue(destination, source, key, {}, done));
    }
  }
  channel.close(() => {});
}

function openChannel(connection: Connection): Promise<Channel> {
  return answered((done) => {
    const channel: Channel = connection.createChannel(done);
    channel.on('error', () => {}); // The call that caused it rejects.
  });
}

/** Rejects if the broker rejects the call or the channel closes. */
function answered<T>(call: (done: (error: unknown, result: T) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    call((error, result) => (error ? reject(error) : resolve(result)));
  });
}
