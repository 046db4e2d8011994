import type { BusKind, WireMessage } from '../bus/broker';
import type { Invariant } from '../invariants/violation';
import type { Customer } from '../load/customer';
import type { Journal } from '../load/journal';
import type { Random } from '../random';
import type { Shop } from '../shop/shop';
import type { Layout } from './layouts';
import type { Need } from './needs';

/** One kind of fault, with the limits that the shop must meet in addition to the invariants. */
export interface FaultCase {
  /** The name that `--case` accepts. */
  readonly name: string;
  /** The description of the fault in the report. */
  readonly fault: string;
  /** Injects the fault once, under load, and ends it. */
  readonly inject: (context: FaultContext) => Promise<void>;
  /** The number of injections in a run without `--minutes`. */
  readonly times: number;
  /** The only bus that the case runs on. Defaults to both. */
  readonly onlyOn?: BusKind;
  /** A requirement on the machine. If it is not met, the case is skipped and the reason is printed. */
  readonly needs?: Need;
  /** The layout of the shop. All cases of a layout share one shop. */
  readonly layout?: Layout;
  /** Whether each event is copied to the tap queue to count duplicates. Defaults to true. */
  readonly isTapped?: boolean;
  /** The minimum number of duplicates. With fewer, the fault missed the crash window. */
  readonly duplicatesMin?: number;
  /** The time in which every order must end after the last fault, in milliseconds. */
  readonly restWithinMs?: number;
  /** The time in which a new order must end after a fault, in milliseconds. Defaults to 30 s. */
  readonly recoveredWithinMs?: number;
}

export interface FaultContext {
  readonly shop: Shop;
  readonly journal: Journal;
  readonly customer: Customer;
  readonly random: Random;
  /** A user whose balance covers all orders of a case. */
  readonly userId: string;
  /** Records a broken promise. The case continues. */
  report(invariant: Invariant, detail: string): void;
  /** Removes and returns the copies of the published messages. Counts repeated messages. */
  takeTapped(): Promise<WireMessage[]>;
  /** Adds the duplicates that the case itself sends to the count. */
  countDuplicates(count: number): void;
}
