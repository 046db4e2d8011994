/**
 * CloudEvents 1.0 in structured JSON mode (https://github.com/cloudevents/spec,
 * `cloudevents/spec.md`), with the distributed-tracing extension and our own extension
 * `correlationid`.
 */
export interface CloudEvent<Type extends string = string, Data = unknown> {
  readonly specversion: '1.0';
  /**
   * UUID v5 of source, type and subject, and the key of the inbox. The same fact always has the
   * same ID.
   */
  readonly id: string;
  readonly type: Type;
  readonly source: string;
  /** The order ID. */
  readonly subject: string;
  /** RFC 3339 timestamp in UTC with milliseconds. */
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly dataschema: string;
  readonly correlationid: string;
  /** W3C Trace Context, unchanged. Undefined if the request had none. */
  readonly traceparent?: string;
  readonly data: Data;
}
