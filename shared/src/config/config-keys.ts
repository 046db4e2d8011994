import { type LogFormat, type LogLevel, logFormats, logLevels } from '../logging/logger';
import type { ConfigKey } from './config-key';

/** What every key needs: a line of doc and, unless the variable is required, a default. */
export interface KeyOptions<T> {
  readonly doc: string;
  readonly default?: T;
}

/** Makes the variable optional: undefined where it is missing. */
export function optional<T>(key: ConfigKey<T>): ConfigKey<T | undefined> {
  return { ...key, fallback: { value: undefined } };
}

/** 0 lets the system choose a free one. */
export function port(options: KeyOptions<number>): ConfigKey<number> {
  return integer({ ...options, min: 0, max: 65_535 });
}

export interface IntegerOptions extends KeyOptions<number> {
  readonly min?: number;
  readonly max?: number;
}

export function integer({ min = 1, max = 1_000_000_000, ...options }: IntegerOptions) {
  return keyOf(options, (text): number => {
    const value = /^(0|[1-9]\d{0,14})$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new Error(`must be an integer from ${min} to ${max}, not '${text}'`);
  });
}

/** Milliseconds, from 1 to a day unless the caller bounds them otherwise; a plain number. */
export function durationMs(options: IntegerOptions): ConfigKey<number> {
  return integer({ max: 86_400_000, ...options });
}

export function oneOf<const T extends string>(
  choices: readonly T[],
  options: KeyOptions<T>,
): ConfigKey<T> {
  return keyOf(options, (text) => {
    const choice = choices.find((each) => each === text);
    if (choice !== undefined) return choice;
    throw new Error(`must be one of ${choices.join(', ')}, not '${text}'`);
  });
}

export function logLevel(): ConfigKey<LogLevel> {
  return oneOf(logLevels, { doc: 'least severe lines that are logged', default: 'info' });
}

/** PgBouncer before version 1.21 does not support prepared statements in transaction mode. */
export function preparedStatements(): ConfigKey<'on' | 'off'> {
  return oneOf(['on', 'off'], {
    doc: "'off' for a pooler in transaction mode that does not support prepared statements",
    default: 'on',
  });
}

/** One JSON object a line in production, readable lines elsewhere. */
export function logFormat(): ConfigKey<LogFormat> {
  const key = oneOf(logFormats, { doc: 'shape of the log lines' });
  return { ...key, fallback: { value: 'pretty', inProduction: 'json' } };
}

/**
 * How much may wait to be published before a service takes no more. By default a broker may be away
 * for an hour, or for 100 000 messages (some 70 MB, published within a minute once it is back).
 */
export function outboxBounds() {
  return {
    OUTBOX_PENDING_MAX: integer({
      doc: 'while more messages than this wait to be published, no more are accepted',
      default: 100_000,
    }),
    OUTBOX_AGE_MAX_SECONDS: integer({
      doc: 'while a message waits to be published for longer, no more are accepted',
      default: 3_600,
    }),
  };
}

function keyOf<T>(options: KeyOptions<T>, parse: (text: string) => T): ConfigKey<T> {
  const { doc } = options;
  if (options.default === undefined) return { doc, parse };
  return { doc, parse, fallback: { value: options.default } };
}
