import { AsyncLocalStorage } from 'node:async_hooks';
import { createId } from '../ids/uuid-v7';

/** Where the work in hand came from: on every log line, and in every message it causes. */
export interface WorkContext {
  /** 1–128 characters of 0x20–0x7E. */
  readonly correlationId: string;
  /** W3C Trace Context, handed on as it came. */
  readonly traceparent?: string | undefined;
}

const storage = new AsyncLocalStorage<WorkContext>();

/** What a process does of its own accord (start, timers, stop) goes under one id of its own. */
const ownContext: WorkContext = { correlationId: createId() };

/** Runs `work`, and all that it awaits, in the context. */
export function runWithContext<T>(context: WorkContext, work: () => T): T {
  return storage.run(context, work);
}

/** The context of the request or message in hand; the process's own outside of any. */
export function currentContext(): WorkContext {
  return storage.getStore() ?? ownContext;
}

const correlationIdPattern = /^[\x20-\x7E]{1,128}$/;

export function isCorrelationId(value: unknown): value is string {
  return typeof value === 'string' && correlationIdPattern.test(value);
}

const traceparentPattern = /^(?!ff)[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

export function isTraceparent(value: unknown): value is string {
  return typeof value === 'string' && traceparentPattern.test(value);
}
