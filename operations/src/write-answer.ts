/** Nobody takes the answer: its reader has gone, or the disk is full; the message is for a person. */
export class UnwritableError extends Error {
  override readonly name = 'UnwritableError';
}

/**
 * Writes the text, and a line break, to standard output. In two: of a text that a full disk took in
 * part Node says nothing, but then it takes no line break either.
 * @throws UnwritableError
 */
export function writeAnswer(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text);
    process.stdout.write('\n', (cause) => {
      if (!cause) resolve();
      else reject(new UnwritableError(`the answer cannot be written: ${cause.message}`, { cause }));
    });
  });
}

/** A stream's error that nobody hears would end the process, with an exit code that says otherwise. */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
}
