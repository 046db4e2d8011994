import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { startTcpProxy, type TcpProxy } from '../../src/testing/tcp-proxy';

let server: Server;
let proxy: TcpProxy;

async function listen(): Promise<Server> {
  const listening = createServer((socket) => socket.end('here')).listen(0, '127.0.0.1');
  await once(listening, 'listening');
  return listening;
}

const portOf = (listening: Server) => (listening.address() as AddressInfo).port;

beforeEach(async () => {
  server = await listen();
  const gone = await listen();
  const refusingPort = portOf(gone);
  await new Promise((resolve) => gone.close(resolve));
  proxy = await startTcpProxy(refusingPort);
  proxy.addTarget(portOf(server));
});

afterEach(async () => {
  await proxy.close();
  await new Promise((resolve) => server.close(resolve));
});

async function ask(): Promise<string> {
  const socket = connect(proxy.port, '127.0.0.1');
  let answer = '';
  socket.on('data', (bytes) => {
    answer += bytes.toString();
  });
  await once(socket, 'close');
  return answer;
}

describe('a proxy with two servers', () => {
  it('passes over the one that refuses, however many connect at once', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, ask));
    expect(answers).toEqual(answers.map(() => 'here'));
  });
});
