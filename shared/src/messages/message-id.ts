import { v5 } from 'uuid';
import type { CloudEvent } from './cloud-event';

/** The namespace of message IDs. Never change it: a republished event must keep its ID. */
const nameSpace = '5b0c9a4e-8f2d-4a37-9d3e-1c6f7a2b8e05';

/**
 * The ID of a message: a UUID v5 (RFC 9562 §5.5) of its source, type and subject. The same event
 * always has the same ID, and no other event has it. None of the parts can contain the separator.
 */
export function messageIdOf({
  source,
  type,
  subject,
}: Pick<CloudEvent, 'source' | 'type' | 'subject'>): string {
  return v5([source, type, subject].join(' '), nameSpace);
}
