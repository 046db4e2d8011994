/**
 * CloudEvents 1.0, structured JSON mode (https://github.com/cloudevents/spec, `cloudevents/spec.md`)
 * with the distributed-tracing extension and a `correlationid` of our own.
 */
export interface CloudEvent<Type extends string = string, Data = unknown> {
  readonly specversion: '1.0';
  /** UUID v7. The inbox key: a message that comes twice comes under the same id. */
  readonly id: string;
  readonly type: Type;
  readonly source: string;
  /** The order's id. */
  readonly subject: string;
  /** RFC 3339, UTC, milliseconds. */
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly dataschema: string;
  readonly correlationid: string;
  /** W3C Trace Context, handed on as it came; absent where the request brought none. */
  readonly traceparent?: string;
  readonly data: Data;
}
