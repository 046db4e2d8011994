import { createId } from '../ids/uuid-v7';
import type { Trace } from '../messages/create-event';

/** The correlation ID of what a process does by itself: start, timers and stop. */
export const ownContext: Trace = { correlationId: createId() };
