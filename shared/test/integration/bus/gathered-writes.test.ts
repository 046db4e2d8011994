import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { gatherWritesTo } from '@online-shop/shared/bus/rabbitmq/gathered-writes';

let server: Server;
/** What the server was sent, by each connection. */
let received: Promise<string>[];

beforeEach(async () => {
  received = [];
  server = createServer((socket) => received.push(text(socket))).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => void server.close());

const portOf = ({ port }: AddressInfo) => port;

async function openSocket(): Promise<Socket> {
  const socket = connect(portOf(server.address() as AddressInfo), '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

/** How many chunks each write to the system had. */
function watchWrites(socket: Socket): number[] {
  const sizes: number[] = [];
  const write = socket._write.bind(socket);
  const writev = socket._writev?.bind(socket);
  socket._write = (chunk, encoding, done) => {
    sizes.push(1);
    write(chunk, encoding, done);
  };
  socket._writev = (chunks, done) => {
    sizes.push(chunks.length);
    writev?.(chunks, done);
  };
  return sizes;
}

async function endOf(socket: Socket): Promise<string> {
  socket.end();
  await once(socket, 'close');
  return (await received[0]) as string;
}

describe('the sockets of a connection to RabbitMQ', () => {
  it('send what one turn writes in one write', async () => {
    const stop = gatherWritesTo([portOf(server.address() as AddressInfo)]);
    const socket = await openSocket();
    const sizes = watchWrites(socket);
    for (const letter of 'abc') socket.write(letter);
    await new Promise(setImmediate);
    for (const letter of 'de') socket.write(letter);
    await new Promise(setImmediate);
    expect(sizes).toEqual([3, 2]);
    expect(await endOf(socket)).toBe('abcde');
    stop();
  });

  it('send what was written just before their end', async () => {
    const stop = gatherWritesTo([portOf(server.address() as AddressInfo)]);
    const socket = await openSocket();
    socket.write('a');
    socket.write('b');
    expect(await endOf(socket)).toBe('ab');
    stop();
  });

  it('are not those to another port, nor those that are opened later', async () => {
    const port = portOf(server.address() as AddressInfo);
    gatherWritesTo([port])();
    const stop = gatherWritesTo([port + 1]);
    const socket = await openSocket();
    const sizes = watchWrites(socket);
    for (const letter of 'ab') socket.write(letter);
    expect(await endOf(socket)).toBe('ab');
    expect(sizes).toEqual([1, 1]);
    stop();
  });
});
