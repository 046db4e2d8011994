import type { Writable } from 'node:stream';
import { outliveReaders } from '@online-shop/servers/process/outlive-readers';
import { printable, printableLines } from '@online-shop/shared/logging/printable';

/** The output to the user. This package writes only through this interface. */
export interface Terminal {
  /** Writes one or more lines to standard output. */
  say(text?: string): void;
  /** Writes an error to standard error. */
  complain(text: string): void;
  /** Returns a writer that prefixes each line with the name of the source. */
  lineWriter(source: string): (line: string) => void;
}

const colours = [36, 35, 33, 32, 34]; // cyan, magenta, yellow, green, blue
const nameWidth = 8;

export function createTerminal({
  isColoured,
  out = process.stdout,
  err = process.stderr,
}: {
  readonly isColoured: boolean;
  readonly out?: Writable;
  readonly err?: Writable;
}): Terminal {
  let sources = 0;
  outliveReaders([out, err]);

  return {
    say: (text = '') => void out.write(`${printableLines(text)}\n`),
    complain: (text) => void err.write(`${printableLines(text)}\n`),
    lineWriter(source) {
      const colour = colours[sources % colours.length];
      sources += 1;
      const name = `${source.padEnd(nameWidth)} |`;
      const prefix = isColoured ? `\u001b[${colour}m${name}\u001b[0m` : name;
      return (line) => void out.write(`${prefix} ${printable(line)}\n`);
    },
  };
}
