import type { ServiceName } from './simulated-shop';
import type { Meaning } from './statements/statement';

/** Something that is taken away from the system, so that the checker has something to find. */
export interface Weakening {
  /** Statements that do something else than they should. */
  readonly statements?: Readonly<Partial<Record<ServiceName, Readonly<Record<string, Meaning>>>>>;
  /** Constraints that are missing. */
  readonly without?: readonly string[];
  /** A message is acknowledged before it is handled. */
  readonly acknowledgesFirst?: boolean;
  /** A message counts as published as soon as it was sent. */
  readonly trustsTheWire?: boolean;
  /** Nobody looks for orders that wait too long. */
  readonly neverRedrives?: boolean;
}
