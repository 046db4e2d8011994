import type { ServiceName } from './service-name';
import type { Meaning } from './statements/statement';

/** A seeded bug: protections that are removed from the system, for the checker to find. */
export interface Weakening {
  /** Statements with another effect. */
  readonly statements?: Readonly<Partial<Record<ServiceName, Readonly<Record<string, Meaning>>>>>;
  /** Names of removed constraints. */
  readonly without?: readonly string[];
  /** Consumers acknowledge a message before they handle it. */
  readonly acknowledgesFirst?: boolean;
  /** The relay marks a message as published when it is sent, before the confirm. */
  readonly trustsTheWire?: boolean;
  /** orders-service never re-drives orders. */
  readonly neverRedrives?: boolean;
}
