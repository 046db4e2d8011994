/**
 * A minimal proxy that forwards each request unchanged. Its latency is the minimum cost of an extra
 * hop. `start-bare-proxy` starts it as a process, with the target's URL as its argument.
 */
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

const { hostname, port } = new URL(process.argv[2] as string);
const agent = new Agent({ keepAlive: true });

const server = createServer((incoming, outgoing) => {
  const { method, url: path, headers } = incoming;
  const passedOn = request({ hostname, port, method, path, headers, agent }, (response) => {
    outgoing.writeHead(response.statusCode as number, response.headers);
    response.pipe(outgoing);
  });
  passedOn.on('error', (error) => outgoing.destroy(error));
  incoming.pipe(passedOn);
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
