import type { CloudEvent } from './cloud-event';
import type { MessageContract } from './contract';
import { messageIdOf } from './message-id';

/**
 * Identifies the request that caused a piece of work. Its IDs are part of every log line and every
 * message of that work. The trace is passed as an argument: on Node 20, `AsyncLocalStorage` was
 * measured to use a fifth of the CPU time of a request.
 */
export interface Trace {
  /** 1 to 128 characters of printable ASCII (0x20 to 0x7E). */
  readonly correlationId: string;
  /** W3C Trace Context, unchanged. */
  readonly traceparent?: string | undefined;
}

export interface EventFacts<Data> {
  readonly orderId: string;
  readonly time: Date;
  readonly trace: Trace;
  readonly data: Data;
}

/** Builds an event about an order. Its ID is derived from its source, type and order ID. */
export function createEvent<Type extends string, Data>(
  { type, source, dataschema }: MessageContract<Type, Data>,
  { orderId: subject, time, trace, data }: EventFacts<Data>,
): CloudEvent<Type, Data> {
  return {
    specversion: '1.0',
    id: messageIdOf({ source, type, subject }),
    type,
    source,
    subject,
    time: time.toISOString(),
    datacontenttype: 'application/json',
    dataschema,
    correlationid: trace.correlationId,
    ...(trace.traceparent === undefined ? {} : { traceparent: trace.traceparent }),
    data,
  };
}
