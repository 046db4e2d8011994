import { type AddressInfo, createServer } from 'node:net';
import { Problem } from './problem';

/** A port that nobody uses at this moment. */
export async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Whether a server could listen there now, on every address of this machine. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, () => server.close(() => resolve(true)));
  });
}

/**
 * The port as it was asked for, any free one for 0.
 * @throws Problem where somebody else has it
 */
export async function choosePort(wish: {
  readonly port: number;
  readonly user: string;
  /** Where another one can be asked for. */
  readonly variable: string;
}): Promise<number> {
  const { port, user, variable } = wish;
  if (port === 0) return findFreePort();
  if (await isPortFree(port)) return port;
  throw new Problem(
    `Port ${port}, where ${user} would listen, is taken by another program. ` +
      `Stop that one, or choose another port: ${variable}=${port + 100} npm start`,
  );
}
