import type { Findings } from '../findings';

/** The promises, by the names in reports and documents. */
export const promises = {
  balances: 'every balance is the sum of its entries, counts them all, and is never below zero',
  entries: 'every entry continues the entry below it: its number by one, its balance by its amount',
  money: 'in every currency, deposits minus charges is the sum of the balances',
  placed: 'every payment and every charge belongs to an order that was placed',
  decided: 'every order decided as paid was charged once, and no other order was charged',
  priced: "every charge is the order's amount, in its currency, from its user's account",
  settled: 'every finished order was charged; every cancelled order was declined for its reason',
  told: 'every order and every payment has its message, which says the same; every message has its row',
} as const;

export type CheckName = keyof typeof promises;

export type CheckResults = Readonly<Record<CheckName, Findings>>;
