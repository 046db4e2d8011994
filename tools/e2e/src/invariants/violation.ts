/** A broken promise of the shop. */
export interface Violation {
  readonly invariant: Invariant;
  readonly detail: string;
}

/** The promises, by their names in reports and documents. */
export const invariants = {
  ledger: 'for every account the ledger adds up to its balance, entry by entry, in any snapshot',
  chargedOnce: 'an order is charged at most once, and with its own amount',
  neverOverdrawn: 'no balance is ever below zero',
  kept: 'every accepted order exists and becomes final in time',
  chargedMeansFinished: 'finished orders have exactly one charge, cancelled ones have none',
  delivered: 'outboxes are empty in the end, and every published message is in an inbox',
  atomic: 'no message without its row, and no row without its message',
  onceAKey: 'one idempotency key has one effect',
  final: 'a final order never changes',
  alive: 'no process exits unexpectedly or leaves a rejection unhandled',
  answers: 'clients get no errors except temporary ones',
  audited: 'the audit runs and finds no violation',
  poison: 'a dead-letter queue contains exactly the messages that can never be processed',
} as const;

export type Invariant = keyof typeof invariants;

export function violations(invariant: Invariant, details: readonly string[]): Violation[] {
  return details.map((detail) => ({ invariant, detail }));
}
