import type { BusKind, WireMessage } from '../bus/broker';
import type { Invariant } from '../invariants/violation';
import type { Customer } from '../load/customer';
import type { Journal } from '../load/journal';
import type { Random } from '../random';
import type { Shop } from '../shop/shop';
import type { Layout } from './layouts';
import type { Need } from './needs';

/** One way in which the world is unkind, and what has to be true besides the invariants. */
export interface FaultCase {
  /** As `--case` knows it. */
  readonly name: string;
  /** What happens, for the report. */
  readonly fault: string;
  /** Injects the fault once, under load, and heals it. */
  readonly inject: (context: FaultContext) => Promise<void>;
  /** How often in a run without `--minutes`. */
  readonly times: number;
  /** Only on this bus. */
  readonly onlyOn?: BusKind;
  /** What the machine must provide; without it the case is left out, with the reason. */
  readonly needs?: Need;
  /** How the shop has to be laid out; one shop serves all cases of a layout. */
  readonly layout?: Layout;
  /** Whether each event is copied to a queue of our own, to count duplicates; true unless told. */
  readonly isTapped?: boolean;
  /** So many messages at least have to be seen twice, or the fault missed its moment. */
  readonly duplicatesMin?: number;
  /** How long after the last fault every order has to have ended, milliseconds. */
  readonly restWithinMs?: number;
  /** How long after a fault a new order may take to end, in milliseconds. Defaults to 30 s. */
  readonly recoveredWithinMs?: number;
}

export interface FaultContext {
  readonly shop: Shop;
  readonly journal: Journal;
  readonly customer: Customer;
  readonly random: Random;
  /** A user with money enough for whatever a case orders. */
  readonly userId: string;
  /** Notes a broken promise; the case goes on. */
  report(invariant: Invariant, detail: string): void;
  /** Takes the copies of what was published; what had been published before is counted. */
  takeTapped(): Promise<WireMessage[]>;
  /** Counts messages that the case itself makes come once more. */
  countDuplicates(count: number): void;
}
