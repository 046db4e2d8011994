/** A correlation ID: 1–128 printable ASCII characters. */
export const correlationIdPattern = '^[\\x20-\\x7E]{1,128}$';

const correlationId = new RegExp(correlationIdPattern);

export function isCorrelationId(value: unknown): value is string {
  return typeof value === 'string' && correlationId.test(value);
}

/** Returns whether the value is a W3C `traceparent` in the format of version 00. */
export function isTraceparent(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    /^(?!ff)[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/.test(value)
  );
}
