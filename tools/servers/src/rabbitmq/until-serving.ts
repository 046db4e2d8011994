/**
 * Waits until a RabbitMQ node serves clients, by the first step of their protocol: RabbitMQ sends
 * `connection.start` in response to a client's protocol header.
 *
 * An open port is not enough: Docker listens on a published port before the broker does. Running
 * `rabbitmq-diagnostics` in the container is too early at the start of a node: it writes
 * `.erlang.cookie` if the server has not yet, and the server cannot read a cookie of another user.
 */
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

const timeoutMs = 60_000;
const pollIntervalMs = 100;
/** For a port whose connections are accepted and not served. */
const responseTimeoutMs = 5000;
const protocolHeader = Buffer.from('AMQP\0\0\x09\x01', 'latin1');

/**
 * @param hasExited tells whether the node can no longer come up
 * @returns whether the node serves clients; false if it exited
 * @throws if the node does neither within a minute
 */
export async function untilServing(
  port: number,
  hasExited: () => boolean | Promise<boolean>,
): Promise<boolean> {
  const end = Date.now() + timeoutMs;
  while (Date.now() < end) {
    if (await isServing(port)) return true;
    if (await hasExited()) return false;
    await delay(pollIntervalMs);
  }
  throw new Error(`RabbitMQ does not serve clients after ${timeoutMs / 1000} s`);
}

function isServing(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(protocolHeader));
    socket.setTimeout(responseTimeoutMs, () => socket.destroy());
    socket
      .once('data', () => {
        resolve(true);
        socket.destroy();
      })
      .on('error', () => {})
      .once('close', () => resolve(false));
  });
}
