import type { Findings } from '../findings';

/** What the books promise, by the names that reports and docs use. */
export const promises = {
  balances: 'every balance is the sum of its entries, counts them all, and is never below zero',
  entries: 'every entry follows the one below it: its number, and its balance by its amount',
  money: 'in every currency, deposits minus charges is the sum of the balances',
  placed: 'every payment and every charge is for an order that was placed',
  decided: 'every order decided as paid was charged once, and no other was charged',
  priced: "every charge is the order's amount, in its currency, from its user's account",
  settled: 'every finished order was charged, every cancelled one declined for its reason',
  told: 'every order and payment has its message, which says the same; no message lacks its row',
} as const;

export type CheckName = keyof typeof promises;

export type CheckResults = Readonly<Record<CheckName, Findings>>;
