import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { startTcpProxy, type TcpProxy } from '../../src/tcp-proxy';

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

describe('a proxy that is to break its connections', () => {
  it('breaks those before the one that was named, once, and not that one', async () => {
    const idle = createServer().listen(0, '127.0.0.1');
    await once(idle, 'listening');
    const line = await startTcpProxy(portOf(idle));
    line.breakAt(2);
    const first = connect(line.port, '127.0.0.1');
    await once(first, 'connect');
    const broken = once(first, 'close');
    const second = connect(line.port, '127.0.0.1');
    const arrival = once(idle, 'connection');
    await Promise.all([once(second, 'connect'), broken, arrival]);
    expect(second.destroyed).toBe(false);
    second.destroy();
    await line.close();
    await new Promise((resolve) => idle.close(resolve));
  });
});

describe('a proxy with two servers', () => {
  it('skips the server that refuses connections, with concurrent clients', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, ask));
    expect(answers).toEqual(answers.map(() => 'here'));
  });
});

describe('a proxy that delays', () => {
  /** A server that sends these chunks, one after the other, and closes the connection. */
  async function serve(chunks: readonly string[]): Promise<Server> {
    const sending = createServer(async (socket) => {
      socket.setNoDelay();
      for (const chunk of chunks) await new Promise((sent) => socket.write(chunk, sent));
      socket.end();
    }).listen(0, '127.0.0.1');
    await once(sending, 'listening');
    return sending;
  }

  async function receive(delay: () => number): Promise<readonly string[]> {
    const sending = await serve(['first ', 'second ', 'last']);
    const line = await startTcpProxy(portOf(sending));
    line.delay(delay);
    const received: string[] = [];
    const socket = connect(line.port, '127.0.0.1');
    socket.on('data', (bytes) => received.push(bytes.toString()));
    await once(socket, 'close');
    await line.close();
    await new Promise((resolve) => sending.close(resolve));
    return received;
  }

  it('delivers everything in order, whatever each chunk’s delay, before it closes', async () => {
    const delays = [40, 10, 0];
    const received = await receive(() => delays.shift() ?? 0);
    expect(received.join('')).toBe('first second last');
  });

  it('resets one connection, which both ends see', async () => {
    const idle = createServer().listen(0, '127.0.0.1');
    await once(idle, 'listening');
    const line = await startTcpProxy(portOf(idle));
    const arrival = once(idle, 'connection');
    const socket = connect(line.port, '127.0.0.1');
    const [served] = await arrival;
    const errors = new Promise((resolve) => socket.once('error', resolve));
    const closed = once(served, 'close');
    served.resume();
    line.reset(([first]) => first as Socket);
    expect(await errors).toMatchObject({ code: 'ECONNRESET' });
    await closed;
    await line.close();
    await new Promise((resolve) => idle.close(resolve));
  });
});
