import { DomainError } from '../errors/domain-error';
import { UnavailableError } from '../errors/unavailable-error';
import { InvalidMessageError } from '../messages/contract';
import type { Recovery } from './bus';

/**
 * Builds a consumer's answer to a failed message from its table of domain errors. What does not
 * match its contract never will; an absent dependency is nobody's fault; anything unknown may pass.
 */
export function createRecovery(
  recoveryByCode: Readonly<Record<string, Recovery>>,
): (error: unknown) => Recovery {
  return (error) => {
    if (error instanceof InvalidMessageError) return 'dead-letter';
    if (error instanceof UnavailableError) return 'wait';
    if (error instanceof DomainError) return recoveryByCode[error.code] ?? 'retry';
    return 'retry';
  };
}
