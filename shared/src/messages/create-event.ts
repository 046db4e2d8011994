import type { CloudEvent } from './cloud-event';
import type { MessageContract } from './contract';

/** Where a piece of work came from: carried by every message and log line it causes. */
export interface Trace {
  readonly correlationId: string;
  /** W3C Trace Context, handed on unchanged. */
  readonly traceparent?: string | undefined;
}

export interface EventFacts<Data> {
  readonly source: string;
  readonly orderId: string;
  readonly time: Date;
  readonly trace: Trace;
  readonly data: Data;
}

/**
 * Builds an event about an order. Its id is the order's id: each service says one thing about an
 * order, so the same fact published again is the same message, with nothing to remember.
 */
export function createEvent<Type extends string, Data>(
  contract: MessageContract<Type, Data>,
  { source, orderId, time, trace, data }: EventFacts<Data>,
): CloudEvent<Type, Data> {
  return {
    specversion: '1.0',
    id: orderId,
    type: contract.type,
    source,
    subject: orderId,
    time: time.toISOString(),
    datacontenttype: 'application/json',
    dataschema: contract.dataschema,
    correlationid: trace.correlationId,
    ...(trace.traceparent === undefined ? {} : { traceparent: trace.traceparent }),
    data,
  };
}
