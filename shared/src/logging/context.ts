import { createId } from '../ids/uuid-v7';
import type { Trace } from '../messages/create-event';

/** What a process does of its own accord (start, timers, stop) goes under one id of its own. */
export const ownContext: Trace = { correlationId: createId() };

const correlationIdPattern = /^[\x20-\x7E]{1,128}$/;

export function isCorrelationId(value: unknown): value is string {
  return typeof value === 'string' && correlationIdPattern.test(value);
}

const traceparentPattern = /^(?!ff)[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

export function isTraceparent(value: unknown): value is string {
  return typeof value === 'string' && traceparentPattern.test(value);
}
