import { createId } from '../ids/uuid-v7';

/**
 * Where a piece of work came from: on every log line about it, and in every message it causes.
 * It is handed on by hand: `AsyncLocalStorage` was measured to make a fifth of a request's cost on
 * Node 20, where it follows every promise of the process.
 */
export interface WorkContext {
  /** 1–128 characters of 0x20–0x7E. */
  readonly correlationId: string;
  /** W3C Trace Context, handed on as it came. */
  readonly traceparent?: string | undefined;
}

/** What a process does of its own accord (start, timers, stop) goes under one id of its own. */
export const ownContext: WorkContext = { correlationId: createId() };

const correlationIdPattern = /^[\x20-\x7E]{1,128}$/;

export function isCorrelationId(value: unknown): value is string {
  return typeof value === 'string' && correlationIdPattern.test(value);
}

const traceparentPattern = /^(?!ff)[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

export function isTraceparent(value: unknown): value is string {
  return typeof value === 'string' && traceparentPattern.test(value);
}
