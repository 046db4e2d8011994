import type { Writable } from 'node:stream';

/**
 * Keeps the process alive when the reader of its output ends (`… | head`). Without a listener, the
 * stream error would end the process and leave its child processes running.
 */
export function outliveReaders(
  streams: readonly Writable[] = [process.stdout, process.stderr],
): void {
  for (const stream of streams) stream.on('error', () => {});
}
