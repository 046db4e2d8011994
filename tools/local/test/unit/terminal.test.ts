import { PassThrough } from 'node:stream';
import { createTerminal } from '../../src/terminal';

function createWatched(isColoured: boolean) {
  const out = new PassThrough();
  const err = new PassThrough();
  const terminal = createTerminal({ isColoured, out, err });
  const textOf = (stream: PassThrough) => String(stream.read() ?? '');
  return { terminal, out: () => textOf(out), err: () => textOf(err), stream: out };
}

describe('terminal', () => {
  it('prefixes each line with the name of its source', () => {
    const { terminal, out } = createWatched(false);

    terminal.lineWriter('orders')('listening');

    expect(out()).toBe('orders   | listening\n');
  });

  it('gives each source a colour if colours are enabled', () => {
    const { terminal, out } = createWatched(true);

    for (const source of ['orders', 'payments']) terminal.lineWriter(source)('up');

    expect(out()).toBe('\u001b[36morders   |\u001b[0m up\n\u001b[35mpayments |\u001b[0m up\n');
  });

  it('escapes control characters', () => {
    const { terminal, out, err } = createWatched(false);
    const unsafe = '\u001b[2J\u009b\u202e\r';
    const escaped = '\\u001b[2J\\u009b\\u202e\\u000d';

    terminal.lineWriter('orders')(unsafe);
    terminal.say(`a\n${unsafe}`);
    terminal.complain(unsafe);

    expect(out()).toBe(`orders   | ${escaped}\na\n${escaped}\n`);
    expect(err()).toBe(`${escaped}\n`);
  });

  it('writes errors only to standard error', () => {
    const { terminal, out, err } = createWatched(false);

    terminal.complain('Port 5000 is taken.');

    expect(out()).toBe('');
    expect(err()).toBe('Port 5000 is taken.\n');
  });

  it('keeps working after its reader has ended', () => {
    const { terminal, stream } = createWatched(false);

    stream.emit('error', new Error('write EPIPE'));

    expect(() => terminal.say('still here')).not.toThrow();
  });
});
