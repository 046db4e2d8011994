/**
 * Converts any value into a JSON value for a log line. Masks secrets, converts errors with their
 * causes into objects, and limits the length of texts and lists and the depth of objects.
 */
import { reasonOf } from '../errors/reason-of';
import { UnavailableError } from '../errors/unavailable-error';

const secretName = /passw|^pwd$|authorization|cookie|token|secret|api-?key|credential/i;
/**
 * Matches the credentials of a URL with any scheme. The pattern does not match the scheme itself:
 * the match would be tried from each character, and its time would grow with the square of the
 * length. A client could then block the process with a long path. The time of this pattern is
 * linear, because a match stops at the next slash.
 */
const urlCredentials = /:\/\/[^\s/?#]*@/g;

const mask = '[redacted]';
const maxDepth = 6;
const maxItems = 100;
/** The maximum length of a text, in characters. Every path of the API is shorter. */
const maxTextLength = 2_000;
const maxStackLength = 8_000;

export function redactText(text: string): string {
  return text.includes('://') ? text.replace(urlCredentials, `://${mask}@`) : text;
}

export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return shorten(redactText(value));
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (depth === maxDepth) return '[deeper]';
  // An outage is expected and may fail every request. Its log lines name the cause, without a
  // stack.
  if (value instanceof UnavailableError) return shorten(redactText(reasonOf(value)));
  if (value instanceof Error) return describeError(value, depth);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return value.slice(0, maxItems).map((item) => redact(item, depth + 1));
  return redactMembers(value, depth);
}

function shorten(text: string, maxLength = maxTextLength): string {
  const excess = text.length - maxLength;
  return excess > 0 ? `${text.slice(0, maxLength)}[${excess} more]` : text;
}

function redactMembers(value: object, depth: number): Record<string, unknown> {
  const members = Object.entries(value).slice(0, maxItems);
  return Object.fromEntries(
    members.map(([name, member]) => [name, redactMember(name, member, depth)]),
  );
}

export function redactMember(name: string, value: unknown, depth = 0): unknown {
  return secretName.test(name) ? mask : redact(value, depth + 1);
}

function describeError(error: Error, depth: number): Record<string, unknown> {
  const { code, errors } = error as { code?: unknown; errors?: unknown };
  const message = redactText(error.message);
  const shortMessage = shorten(message);
  // A stack trace contains the message. Shorten it there too, so that the calls remain visible.
  const stack = redactText(error.stack ?? '').replace(message, () => shortMessage);
  return {
    name: error.name,
    message: shortMessage,
    ...(code === undefined ? {} : { code: redact(code, depth + 1) }),
    stack: shorten(stack, maxStackLength),
    ...(error.cause === undefined ? {} : { cause: redact(error.cause, depth + 1) }),
    ...(Array.isArray(errors) ? { errors: redact(errors, depth + 1) } : {}),
  };
}
