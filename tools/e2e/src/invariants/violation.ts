/** A promise of the shop that was found broken. */
export interface Violation {
  readonly invariant: Invariant;
  readonly detail: string;
}

/** The promises, by the names that reports and docs use. */
export const invariants = {
  books: 'for every account the ledger adds up to its balance, entry by entry, in any snapshot',
  chargedOnce: 'an order is charged at most once, and with its own amount',
  neverOverdrawn: 'no balance is ever below zero',
  kept: 'every accepted order exists and ends in time',
  chargedMeansFinished: 'finished orders have exactly one charge, cancelled ones have none',
  delivered: 'outboxes are empty in the end, and every published message is in an inbox',
  atomic: 'no message without its row, and no row without its message',
  onceAKey: 'one idempotency key has one effect',
  final: 'an order that has ended never changes',
  alive: 'no process ends by itself or leaves a rejection unhandled',
  answers: 'clients see no error but those they can wait out',
  audited: 'the audit runs, and finds every promise kept',
  poison: 'a dead-letter queue holds exactly what can never be processed',
} as const;

export type Invariant = keyof typeof invariants;

export function violations(invariant: Invariant, details: readonly string[]): Violation[] {
  return details.map((detail) => ({ invariant, detail }));
}
