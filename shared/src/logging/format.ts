import { printable } from './printable';

/** A log line: five members that every line has, and the members of this line. */
export interface LogLine {
  readonly time: string;
  readonly level: string;
  readonly service: string;
  readonly message: string;
  readonly correlationId: string;
  [member: string]: unknown;
}

/**
 * Formats a line as one JSON object. Escapes control characters, because the text may be shown in a
 * terminal.
 */
export function formatJson(line: LogLine): string {
  return printable(JSON.stringify(line));
}

/**
 * Formats a line for people: time of day, level, service, message, members; then the stack traces.
 */
export function formatPretty(line: LogLine): string {
  const { time, level, service, message, correlationId, ...facts } = line;
  const stacks: string[] = [];
  const shown = Object.entries({ ...facts, correlationId }).map(([name, value]) => {
    collectStacks(value, stacks);
    return `${name}=${show(value)}`;
  });
  const head = `${time.slice(11, 23)} ${level.toUpperCase().padEnd(5)} ${service}: ${message}`;
  return [`${head}  ${shown.join(' ')}`, ...stacks].map(printable).join('\n');
}

function show(value: unknown): string {
  if (isDescribedError(value)) return JSON.stringify(`${value.name}: ${value.message}`);
  if (typeof value === 'string' && /^[\w./:@+-]+$/.test(value)) return value;
  return JSON.stringify(value) ?? String(value);
}

function collectStacks(value: unknown, stacks: string[]): void {
  if (!isDescribedError(value)) return;
  const lines = `${stacks.length > 0 ? 'caused by ' : ''}${value.stack}`.split('\n');
  stacks.push(...lines.map((line) => `  ${line}`));
  collectStacks(value.cause, stacks);
}

interface DescribedError {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  readonly cause?: unknown;
}

function isDescribedError(value: unknown): value is DescribedError {
  return typeof value === 'object' && value !== null && 'stack' in value && 'name' in value;
}
