import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { choosePort, claimPort, findFreePort, isPortFree } from '../../src/ports';

/** Lowest port of outgoing connections on Linux, 32 768 by default. */
function lowestOutgoingPort(): number {
  if (process.platform !== 'linux') return 32_768;
  return Number.parseInt(readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8'), 10);
}

describe('a free port', () => {
  it('is below the ports of outgoing connections and is returned once', async () => {
    const lowest = lowestOutgoingPort();
    const ports = new Set<number>();
    for (let i = 0; i < 200; i += 1) ports.add(await findFreePort());

    expect(ports.size).toBe(200);
    expect([...ports].filter((port) => port >= lowest)).toEqual([]);
  });

  it('accepts a server and is not free while the server listens', async () => {
    const port = await findFreePort();
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(port, resolve);
    });

    expect(await isPortFree(port)).toBe(false);

    await new Promise((resolve) => server.close(resolve));
    expect(await isPortFree(port)).toBe(true);
  });
});

describe('a requested port', () => {
  it('is reserved for one part of the shop; the next request is rejected', async () => {
    const port = await findFreePort();

    const second = choosePort({ port, user: 'orders-service', variable: 'ORDERS_PORT' });

    await expect(second).rejects.toThrow(
      `Port ${port}, where orders-service would listen, is used by another part of the shop. ` +
        `Choose another port: ORDERS_PORT=${port + 100} npm start`,
    );
    expect(await claimPort(port)).toBe(false); // PostgreSQL chooses another port.
  });
});
