/**
 * CloudEvents 1.0, structured JSON mode (https://github.com/cloudevents/spec, `cloudevents/spec.md`)
 * with the distributed-tracing extension and a `correlationid` of our own.
 */
export interface CloudEvent<Type extends string = string, Data = unknown> {
  readonly specversion: '1.0';
  /** UUID v5 of source, type and subject. The inbox key: the same fact has the same ID. */
  readonly id: string;
  readonly type: Type;
  readonly source: string;
  /** The order ID. */
  readonly subject: string;
  /** RFC 3339, UTC, milliseconds. */
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly dataschema: string;
  readonly correlationid: string;
  /** W3C Trace Context, passed on unchanged; missing if the request had none. */
  readonly traceparent?: string;
  readonly data: Data;
}
