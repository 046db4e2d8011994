import { type LogFormat, type LogLevel, logFormats, logLevels } from '../logging/logger';
import type { ConfigKey } from './config-key';

/** The options of every key. A variable without a default is required. */
export interface KeyOptions<T> {
  readonly doc: string;
  readonly default?: T;
}

/** Makes the variable optional. Its value is undefined if it is missing. */
export function optional<T>(key: ConfigKey<T>): ConfigKey<T | undefined> {
  return { ...key, fallback: { value: undefined } };
}

/** A TCP port. With 0 the operating system selects a free port. */
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

/** A duration as an integer number of milliseconds. Defaults to a range from 1 ms to 24 hours. */
export function durationMs(options: IntegerOptions): ConfigKey<number> {
  return integer({ max: 86_400_000, ...options });
}

export function oneOf<const T extends string>(
  choices: readonly T[],
  options: KeyOptions<T>,
): ConfigKey<T> {
  return keyOf(options, (text) => {
    const choice = choices.find((candidate) => candidate === text);
    if (choice !== undefined) return choice;
    throw new Error(`must be one of ${choices.join(', ')}, not '${text}'`);
  });
}

export function logLevel(): ConfigKey<LogLevel> {
  return oneOf(logLevels, { doc: 'minimum severity of the log lines', default: 'info' });
}

/** PgBouncer before version 1.21 does not support prepared statements in transaction mode. */
export function preparedStatements(): ConfigKey<'on' | 'off'> {
  return oneOf(['on', 'off'], {
    doc: "'off' for a pooler in transaction mode that does not support prepared statements",
    default: 'on',
  });
}

/** Defaults to `json` (one object per line) in production, otherwise to `pretty`. */
export function logFormat(): ConfigKey<LogFormat> {
  const key = oneOf(logFormats, { doc: 'format of the log lines' });
  return { ...key, fallback: { value: 'pretty', inProduction: 'json' } };
}

/**
 * The limits of the outbox. Beyond a limit the service rejects new work. With the defaults, a
 * broker may be unavailable for one hour or for 100 000 messages. These messages take about 70 MB,
 * and are published within a minute after the broker has recovered.
 */
export function outboxBounds() {
  return {
    OUTBOX_PENDING_MAX: integer({
      doc: 'maximum number of messages waiting to be published; beyond it new work is rejected',
      default: 100_000,
    }),
    OUTBOX_AGE_MAX_SECONDS: integer({
      doc: 'maximum age of a waiting message in seconds; beyond it new work is rejected',
      default: 3_600,
    }),
  };
}

function keyOf<T>(options: KeyOptions<T>, parse: (text: string) => T): ConfigKey<T> {
  const { doc } = options;
  if (options.default === undefined) return { doc, parse };
  return { doc, parse, fallback: { value: options.default } };
}
