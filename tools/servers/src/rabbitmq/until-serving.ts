/**
 * Waits until a RabbitMQ node serves clients. Sends the AMQP protocol header and waits for
 * `connection.start`.
 *
 * An open port is not sufficient: Docker opens a published port before the broker listens. Running
 * `rabbitmq-diagnostics` in the container is not safe during the start: it creates `.erlang.cookie`
 * if the file does not exist, and the server cannot read a cookie of another user.
 */
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

const timeoutMs = 60_000;
const pollIntervalMs = 100;
/** Timeout of one attempt. Docker accepts connections that the broker does not serve yet. */
const responseTimeoutMs = 5000;
const protocolHeader = Buffer.from('AMQP\0\0\x09\x01', 'latin1');

/**
 * @param hasExited returns whether the node has exited
 * @returns true if the node serves clients, false if it exited
 * @throws Error if neither happens within 60 s
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
