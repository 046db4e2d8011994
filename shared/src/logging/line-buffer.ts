/**
 * Collects the lines that are written during one turn of the event loop, and writes them together
 * at the end of the turn.
 *
 * Writing to standard output blocks if it is a file or a pipe. One system call per line used a
 * tenth of the CPU time of a service under load. When the process exits, the buffer writes the
 * lines of the last turn. If the process is killed with SIGKILL, the lines of the last turn are
 * lost.
 */
import { Writable } from 'node:stream';

export interface LineBufferOptions {
  readonly output: Writable;
  /** Emits `exit` when the process exits. Defaults to `process`. */
  readonly host?: Pick<NodeJS.Process, 'once'>;
}

export function createLineBuffer({ output, host = process }: LineBufferOptions): Writable {
  let buffered = '';

  function flush(): void {
    if (buffered === '') return;
    const text = buffered;
    buffered = '';
    output.write(text);
  }

  host.once('exit', flush);
  return new Writable({
    decodeStrings: false,
    write(text: string, _encoding, done) {
      if (buffered === '') setImmediate(flush);
      buffered += text;
      done();
    },
  });
}
