import { existsSync, readFileSync } from 'node:fs';

/** A line of a service's log. Text that is not JSON (a crash report) becomes `message`. */
export interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly correlationId?: string;
  readonly [fact: string]: unknown;
}

export function readLog(file: string): LogLine[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map(parseLine);
}

function parseLine(line: string): LogLine {
  try {
    return JSON.parse(line) as LogLine;
  } catch {
    // A killed process may have written an incomplete line.
    return { level: 'raw', message: line };
  }
}
