/** Counts of the orders that wait for their payment. */
export interface NewOrders {
  /** Their number. At most 100 000 are counted, the oldest ones. */
  readonly new: number;
  /** Those past their deadline. */
  readonly overdue: number;
  /** The oldest overdue ones, at most ten. */
  readonly oldestOverdueIds: readonly string[];
}
