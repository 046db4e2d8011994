/**
 * Keeps a service's topology declared, and tells whether its messages reach a queue.
 *
 * Every new connection declares the topology. A part of it may be deleted later, which a connection
 * does not notice: another service's binding goes with the exchange, and orders stay NEW. So the
 * topology is declared again
 * - every 20 s, on each replica;
 * - after a message that no queue took, at most once a second.
 *
 * Declaring again changes nothing that exists. A refusal (a queue that was declared with other
 * arguments, a missing permission) is reported and retried, and costs no connection.
 */
import type { Logger } from 'winston';
import { reasonOf } from '../errors/reason-of';
import type { Component } from '../lifecycle/component';
import { createLoop } from '../lifecycle/loop';
import { type RoutingState, UnroutableError } from './bus';

export interface TopologyWatchOptions {
  readonly logger: Logger;
  /** Declares what is missing. Does nothing without a connection. */
  readonly declare: () => Promise<void>;
  readonly intervalMs?: number | undefined;
}

export interface TopologyWatch extends Component {
  /** Settles as `publishing` does, and remembers whether a queue took the message. */
  follow(type: string, publishing: Promise<void>): Promise<void>;
  /** To be called when a new connection has declared the topology. */
  declared(): void;
  state(): RoutingState;
}

const minIntervalMs = 1_000;
/** A declaration without an answer for this long is a problem: a queue may have no leader. */
const answerTimeoutMs = 10_000;
/** The relay retries every 5 s at most: a type that is not retried has no messages any longer. */
const unroutableTtlMs = 30_000;

export function createTopologyWatch({
  logger,
  declare,
  intervalMs = 20_000,
}: TopologyWatchOptions): TopologyWatch {
  /** When a message of the type was last unroutable. */
  const unroutableAt = new Map<string, number>();
  let unroutableMessages = 0;
  let problem: string | null = null;
  let startedAt = Number.NEGATIVE_INFINITY;
  let isDeclaring = false;

  async function turn(): Promise<boolean> {
    startedAt = performance.now();
    isDeclaring = true;
    try {
      await declare();
      declared();
    } catch (error) {
      const reason = reasonOf(error);
      if (problem !== reason) {
        logger.warn('the topology cannot be declared; retrying', { reason, intervalMs });
      }
      problem = reason;
    }
    isDeclaring = false;
    return false;
  }

  function declared(): void {
    if (problem !== null) logger.info('the topology is declared again');
    problem = null;
  }

  const loop = createLoop({ name: 'topology watch', intervalMs, turn });

  function onUnroutable(type: string): void {
    unroutableMessages += 1;
    unroutableAt.set(type, performance.now());
    if (performance.now() - startedAt >= minIntervalMs) loop.wake();
  }

  return {
    ...loop,
    declared,
    async follow(type, publishing) {
      try {
        await publishing;
        unroutableAt.delete(type);
      } catch (error) {
        if (error instanceof UnroutableError) onUnroutable(type);
        throw error;
      }
    },
    state() {
      const now = performance.now();
      const isLate = isDeclaring && now - startedAt > answerTimeoutMs;
      const types = [...unroutableAt].filter(([, at]) => now - at < unroutableTtlMs);
      return {
        unroutableMessages,
        unroutableTypes: types.map(([type]) => type),
        topologyProblem: problem ?? (isLate ? 'the broker does not answer' : null),
      };
    },
  };
}

/** Whether messages reach their queues, as far as is known. */
export function isRouting({ unroutableTypes, topologyProblem }: RoutingState): boolean {
  return unroutableTypes.length === 0 && topologyProblem === null;
}
