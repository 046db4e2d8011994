/** Counts of the orders that wait for their payment. */
export interface NewOrders {
  /** Number of NEW orders. Counts only the oldest 100 000. */
  readonly new: number;
  /** Number of counted orders that are past their deadline. */
  readonly overdue: number;
  /** IDs of the ten oldest overdue orders. */
  readonly oldestOverdueIds: readonly string[];
}
