import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Problem } from './problem';

const minPort = 15_000;
const portCount = 16_000;
const maxAttempts = 1_000;
const pollIntervalMs = 50;

const given = new Set<number>();

/**
 * A port that nobody uses at this moment, and that this process is given once. It lies below those
 * that the system gives to outgoing connections: one of these could else sit on it before its owner
 * listens there, or while its owner is away.
 * @throws Error where there is none to be found
 */
export async function findFreePort(): Promise<number> {
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const port = minPort + Math.floor(Math.random() * portCount);
    if (await claimPort(port)) return port;
  }
  throw new Error('this machine has no free port');
}

/** Whether the port is this process's from now on: nobody uses it, and it was not given before. */
export async function claimPort(port: number): Promise<boolean> {
  if (given.has(port) || !(await isPortFree(port))) return false;
  given.add(port);
  return true;
}

/** Whether a server could listen there now, on every address of this machine. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, () => server.close(() => resolve(true)));
  });
}

/** Waits for a program that is stopping to leave the port, no longer than the limit. */
export async function waitUntilFree(port: number, limitMs: number): Promise<void> {
  const giveUpAt = performance.now() + limitMs;
  while (!(await isPortFree(port)) && performance.now() < giveUpAt) await delay(pollIntervalMs);
}

/**
 * The port as it was asked for, any free one for 0.
 * @throws Problem where somebody else has it, or another part of the shop was given it
 */
export async function choosePort(wish: {
  readonly port: number;
  readonly user: string;
  /** Where another one can be asked for. */
  readonly variable: string;
}): Promise<number> {
  const { port, user, variable } = wish;
  if (port === 0) return findFreePort();
  if (await claimPort(port)) return port;
  const holder = given.has(port)
    ? 'given to another part of the shop. Choose'
    : 'taken by another program. Stop that one, or choose';
  throw new Problem(
    `Port ${port}, where ${user} would listen, is ${holder} another port: ` +
      `${variable}=${port + 100} npm start`,
  );
}
