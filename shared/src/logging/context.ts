import { createId } from '../ids/uuid-v7';
import type { Trace } from '../messages/create-event';

/** The context of work that no request or message caused: start, background loops and stop. */
export const ownContext: Trace = { correlationId: createId() };
