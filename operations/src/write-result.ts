import { printableLines } from '@online-shop/shared/logging/printable';

/** Standard output cannot be written: its reader has closed it, or the disk is full. */
export class UnwritableError extends Error {
  override readonly name = 'UnwritableError';
}

/**
 * Writes the text and a line break to standard output, without raw control characters, because the
 * text may come from a message. The line break is a second write: if a full disk accepted only a
 * part of the text, Node reports no error for the text. It reports one for the line break.
 * @throws UnwritableError
 */
export function writeResult(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(printableLines(text));
    process.stdout.write('\n', (cause) => {
      if (!cause) resolve();
      else reject(new UnwritableError(`the answer cannot be written: ${cause.message}`, { cause }));
    });
  });
}

/** Writes a note or warning to standard error. */
export function writeNote(text: string): void {
  process.stderr.write(`${printableLines(text)}\n`);
}

/** Without these listeners, a stream error would end the process with another exit code. */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
}
