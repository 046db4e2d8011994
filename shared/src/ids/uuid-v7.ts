import { v7 } from 'uuid';

/** Creates a UUID v7 (RFC 9562 §5.7). Later IDs are greater, so descending IDs are newest first. */
export function createId(): string {
  return v7();
}

/** Returns the creation time of a UUID v7, in milliseconds: its first 48 bits. */
export function timeOfId(id: string): Date {
  return new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16));
}

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * Returns whether the text is a UUID of any version in the standard form: 36 characters with
 * hyphens (RFC 9562 §4). PostgreSQL also accepts other forms; this function rejects these.
 */
export function isUuid(text: string): boolean {
  return uuidPattern.test(text);
}
