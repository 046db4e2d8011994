import { DomainError } from './domain-error';

/**
 * A message claims something else than what is on record. It has no effect, becomes a dead letter
 * and is an alarm: either somebody forges messages, or a database was changed by hand.
 */
export class ContradictionError extends DomainError<'message_contradicts_record'> {
  constructor(message: string) {
    super('message_contradicts_record', message);
  }
}
