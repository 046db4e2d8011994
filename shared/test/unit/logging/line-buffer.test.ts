import { EventEmitter } from 'node:events';
import { Writable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { createLineBuffer } from '@online-shop/shared/logging/line-buffer';

function createBuffer() {
  const written: string[] = [];
  const output = new Writable({
    decodeStrings: false,
    write(text: string, _encoding, done) {
      written.push(text);
      done();
    },
  });
  const host = new EventEmitter() as EventEmitter & Pick<NodeJS.Process, 'once'>;
  return { buffer: createLineBuffer({ output, host }), written, host };
}

describe('line buffer', () => {
  it('writes the lines of one event loop turn together, in order', async () => {
    const { buffer, written } = createBuffer();
    for (const line of ['a\n', 'b\n', 'c\n']) buffer.write(line);
    expect(written).toEqual([]);
    await setImmediate();
    expect(written).toEqual(['a\nb\nc\n']);
    buffer.write('d\n');
    await setImmediate();
    expect(written).toEqual(['a\nb\nc\n', 'd\n']);
  });

  it('writes the remaining lines once when the process exits', async () => {
    const { buffer, written, host } = createBuffer();
    buffer.write('last words\n');
    host.emit('exit');
    expect(written).toEqual(['last words\n']);
    await setImmediate();
    expect(written).toEqual(['last words\n']);
  });
});
