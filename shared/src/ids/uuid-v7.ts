import { v7 } from 'uuid';

/** UUID v7 (RFC 9562 §5.7): grows with time, so that newest-first is descending id. */
export function createId(): string {
  return v7();
}

/** The millisecond a UUID v7 was made in: its first 48 bits. */
export function timeOfId(id: string): Date {
  return new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16));
}

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether PostgreSQL would take the text as a `uuid`, in the one spelling we accept (RFC 9562 §4). */
export function isUuid(text: string): boolean {
  return uuidPattern.test(text);
}
