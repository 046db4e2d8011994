import type { Writable } from 'node:stream';
import * as winston from 'winston';
import { ownContext } from './context';
import { formatJson, formatPretty, type LogLine } from './format';
import { createLineBuffer } from './line-buffer';
import { redactMember, redactText } from './redact';

export type { Logger } from 'winston';

export const logLevels = ['error', 'warn', 'info', 'debug', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

export const logFormats = ['json', 'pretty'] as const;
export type LogFormat = (typeof logFormats)[number];

/** The key under which winston's transports expect the formatted line. */
const finishedLine = Symbol.for('message');

export interface LoggerOptions {
  readonly service: string;
  readonly level: LogLevel;
  readonly format: LogFormat;
  /** The destination of the lines. Defaults to standard output. */
  readonly stream?: Writable;
}

/**
 * Creates the logger of the process. A line without a `correlationId` gets the one of the process.
 * Secrets are masked. An error is logged with its stack trace and its causes; its key is `error`.
 */
export function createLogger(options: LoggerOptions): winston.Logger {
  const { service, level, format } = options;
  const stream = options.stream ?? createLineBuffer({ output: process.stdout });
  const formatLine = format === 'json' ? formatJson : formatPretty;
  const writeLine = winston.format((info) => {
    info[finishedLine] = formatLine(toLine(service, info));
    return info;
  });
  return winston.createLogger({
    level: level === 'silent' ? 'error' : level,
    silent: level === 'silent',
    format: writeLine(),
    transports: [new winston.transports.Stream({ stream, eol: '\n' })],
  });
}

function toLine(service: string, info: winston.Logform.TransformableInfo): LogLine {
  const { level, message, ...facts } = info;
  const line: LogLine = {
    time: new Date().toISOString(),
    level,
    service,
    message: redactText(String(message)),
    correlationId: ownContext.correlationId,
  };
  for (const name of Object.keys(facts)) line[name] = redactMember(name, facts[name]);
  return line;
}
