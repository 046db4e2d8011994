import { ContradictionError } from '../errors/contradiction-error';
import { DomainError } from '../errors/domain-error';
import { UnavailableError } from '../errors/unavailable-error';
import { InvalidMessageError } from '../messages/contract';
import type { Recovery } from './bus';

/**
 * Builds the recovery table of a consumer from its domain errors. A message that violates its
 * contract or contradicts the record can never succeed. An unavailable dependency is not an error
 * of the message. Unknown errors may be transient.
 */
export function createRecovery(
  recoveryByCode: Readonly<Record<string, Recovery>>,
): (error: unknown) => Recovery {
  return (error) => {
    if (error instanceof InvalidMessageError) return 'dead-letter';
    if (error instanceof ContradictionError) return 'dead-letter';
    if (error instanceof UnavailableError) return 'wait';
    if (error instanceof DomainError) return recoveryByCode[error.code] ?? 'retry';
    return 'retry';
  };
}
