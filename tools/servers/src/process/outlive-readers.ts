import type { Writable } from 'node:stream';

/**
 * Lets the process go on when whoever reads what it writes has gone (`… | head`): a stream's error
 * that nobody hears would end it at once, and leave behind whatever it has started.
 */
export function outliveReaders(
  streams: readonly Writable[] = [process.stdout, process.stderr],
): void {
  for (const stream of streams) stream.on('error', () => {});
}
