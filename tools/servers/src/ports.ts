import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Problem } from './problem';

const minPort = 15_000;
const portCount = 16_000;
const maxAttempts = 1_000;
const pollIntervalMs = 50;

const given = new Set<number>();

/**
 * Finds a free port that this process has not returned before. The port is below the range that the
 * system uses for outgoing connections. Otherwise an outgoing connection could take the port before
 * its server listens, or while its server restarts.
 * @throws Error if there is no free port
 */
export async function findFreePort(): Promise<number> {
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const port = minPort + Math.floor(Math.random() * portCount);
    if (await claimPort(port)) return port;
  }
  throw new Error('this machine has no free port');
}

/**
 * Reserves the port within this process. Returns false if the port is in use or already reserved.
 */
export async function claimPort(port: number): Promise<boolean> {
  if (given.has(port) || !(await isPortFree(port))) return false;
  given.add(port);
  return true;
}

/** Whether a server could listen on the port now, on every address of this machine. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, () => server.close(() => resolve(true)));
  });
}

/** Waits until a stopping program releases the port, for at most `limitMs` milliseconds. */
export async function waitUntilFree(port: number, limitMs: number): Promise<void> {
  const giveUpAt = performance.now() + limitMs;
  while (!(await isPortFree(port)) && performance.now() < giveUpAt) await delay(pollIntervalMs);
}

/**
 * Returns the requested port, or any free port for 0.
 * @throws Problem if another program uses the port or another part of the shop has reserved it
 */
export async function choosePort(wish: {
  readonly port: number;
  readonly user: string;
  /** The environment variable that sets the port. */
  readonly variable: string;
}): Promise<number> {
  const { port, user, variable } = wish;
  if (port === 0) return findFreePort();
  if (await claimPort(port)) return port;
  const holder = given.has(port)
    ? 'used by another part of the shop. Choose'
    : 'taken by another program. Stop that program, or choose';
  throw new Problem(
    `Port ${port}, where ${user} would listen, is ${holder} another port: ` +
      `${variable}=${port + 100} npm start`,
  );
}
