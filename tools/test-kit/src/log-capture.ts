import { Writable } from 'node:stream';
import { createLogger, type Logger, type LogLevel } from '@online-shop/shared/logging/logger';

export type CapturedLine = Readonly<Record<string, unknown>>;

/** Creates a real logger and collects its JSON lines. */
export function captureLog(level: LogLevel = 'debug'): {
  readonly logger: Logger;
  readonly lines: CapturedLine[];
} {
  const lines: CapturedLine[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(JSON.parse(chunk.toString()));
      done();
    },
  });
  const logger = createLogger({ service: 'tested', level, format: 'json', stream });
  return { logger, lines };
}
