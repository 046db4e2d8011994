import { printableLines } from '@online-shop/shared/logging/printable';

/** Standard output cannot be written: its reader has gone, or the disk is full. */
export class UnwritableError extends Error {
  override readonly name = 'UnwritableError';
}

/**
 * Writes the text and a line break to standard output, without raw control characters: the text may
 * come from a message. The line break is a second write, because Node reports no error if a full
 * disk took a part of a text; it then fails at the line break.
 * @throws UnwritableError
 */
export function writeAnswer(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(printableLines(text));
    process.stdout.write('\n', (cause) => {
      if (!cause) resolve();
      else reject(new UnwritableError(`the answer cannot be written: ${cause.message}`, { cause }));
    });
  });
}

/** Writes what is not part of the answer to standard error. */
export function writeRemark(text: string): void {
  process.stderr.write(`${printableLines(text)}\n`);
}

/** Without these listeners an error of a stream ends the process with another exit code. */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
}
