import { isPortFree } from '@online-shop/local/ports';

const taken = new Set<number>();

/**
 * A port for a process that comes back to it after each death. It lies below those that the system
 * gives to outgoing connections, one of which could else sit on it while its owner is away.
 */
export async function reservePort(): Promise<number> {
  for (;;) {
    const port = 15_000 + Math.floor(Math.random() * 16_000);
    if (!taken.has(port) && (await isPortFree(port))) {
      taken.add(port);
      return port;
    }
  }
}
