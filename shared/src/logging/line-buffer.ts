/**
 * Gathers what is written in one turn of the event loop and writes it at once.
 *
 * Standard output blocks, be it a file or a pipe: a system call a line was measured to cost a
 * service a tenth of its time under load. Nothing waits longer than the turn in hand, and what the
 * last turn wrote is written when the process exits. Only a process that is killed outright loses
 * that turn's lines.
 */
import { Writable } from 'node:stream';

export interface LineBufferOptions {
  readonly output: Writable;
  /** Emits `exit` when there will be no further turn. */
  readonly host?: Pick<NodeJS.Process, 'once'>;
}

export function createLineBuffer({ output, host = process }: LineBufferOptions): Writable {
  let gathered = '';

  function flush(): void {
    if (gathered === '') return;
    const text = gathered;
    gathered = '';
    output.write(text);
  }

  host.once('exit', flush);
  return new Writable({
    decodeStrings: false,
    write(text: string, _encoding, done) {
      if (gathered === '') setImmediate(flush);
      gathered += text;
      done();
    },
  });
}
