import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { gatherWritesTo } from '@online-shop/shared/bus/rabbitmq/gathered-writes';

let server: Server;
/** The text that the server received on each connection. */
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

/** Records the number of chunks of each write system call. */
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

describe('gatherWritesTo', () => {
  it('combines the writes of one event loop turn into one system call', async () => {
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

  it('sends data that is written just before the socket ends', async () => {
    const stop = gatherWritesTo([portOf(server.address() as AddressInfo)]);
    const socket = await openSocket();
    socket.write('a');
    socket.write('b');
    expect(await endOf(socket)).toBe('ab');
    stop();
  });

  it('does not affect sockets to other ports, or sockets opened after it was stopped', async () => {
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
