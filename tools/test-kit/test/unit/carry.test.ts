import type { Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { createCarrier, inBursts } from '../../src/carry';

beforeEach(() => jest.useFakeTimers({ now: 1_000 }));
afterEach(() => jest.useRealTimers());

describe('a carrier in bursts', () => {
  it('delivers the chunks of a burst as one chunk, then closes', () => {
    const arrived: string[] = [];
    const socket = new PassThrough() as unknown as Socket;
    socket.destroySoon = () => void arrived.push('closed');
    socket.on('data', (bytes) => arrived.push(bytes.toString()));
    const carrier = createCarrier(socket, inBursts(60));
    carrier.carry(Buffer.from('first '));
    jest.advanceTimersByTime(20);
    carrier.carry(Buffer.from('second'));
    carrier.close();
    expect(arrived).toEqual([]);
    jest.advanceTimersByTime(40);
    expect(arrived).toEqual(['first second', 'closed']);
  });
});
