/**
 * What a hop takes at least: a process of its own that passes each request on as it is, and does
 * nothing else. Started by `start-bare-proxy`, with the address that it leads to as its argument.
 */
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

const { hostname, port } = new URL(process.argv[2] as string);
const agent = new Agent({ keepAlive: true });

const server = createServer((incoming, outgoing) => {
  const { method, url: path, headers } = incoming;
  const passedOn = request({ hostname, port, method, path, headers, agent }, (answer) => {
    outgoing.writeHead(answer.statusCode as number, answer.headers);
    answer.pipe(outgoing);
  });
  passedOn.on('error', (error) => outgoing.destroy(error));
  incoming.pipe(passedOn);
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
