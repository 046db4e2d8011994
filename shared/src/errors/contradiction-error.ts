import { DomainError } from './domain-error';

/**
 * A message contradicts the stored data. The message has no effect and is dead-lettered. The error
 * must alert an operator: either the message is forged, or a database was changed by hand.
 */
export class ContradictionError extends DomainError<'message_contradicts_record'> {
  constructor(message: string) {
    super('message_contradicts_record', message);
  }
}
