/**
 * Keeps the topology of a service declared, and reports whether its messages reach a queue.
 *
 * Every new connection declares the topology. If an exchange, a queue or a binding is deleted
 * later, the connection does not notice. Deleting the exchange also deletes the bindings of other
 * services, so that orders stay NEW. Therefore the topology is declared again
 * - every 20 s, on each replica;
 * - after a message that no queue received, at most once a second.
 *
 * A repeated declaration changes nothing that exists. If the broker rejects the declaration (a
 * queue exists with other arguments, or a permission is missing), the watch reports the error and
 * retries. The connection stays open.
 */
import type { Logger } from 'winston';
import { reasonOf } from '../errors/reason-of';
import type { Component } from '../lifecycle/component';
import { createLoop } from '../lifecycle/loop';
import { type RoutingState, UnroutableError } from './bus';

export interface TopologyWatchOptions {
  readonly logger: Logger;
  /** Declares what is missing. Does nothing while the broker is unavailable. */
  readonly declare: () => Promise<void>;
  readonly intervalMs?: number | undefined;
}

export interface TopologyWatch extends Component {
  /** Settles like `publishing`, and records whether a queue received the message. */
  follow(type: string, publishing: Promise<void>): Promise<void>;
  /** Call it after a new connection has declared the topology. */
  declared(): void;
  state(): RoutingState;
}

const minIntervalMs = 1_000;
/** A declaration that takes longer is reported as a problem: a queue may have no leader. */
const answerTimeoutMs = 10_000;
/**
 * The relay retries at least every 5 s. A type without a failure for 30 s has no more unroutable
 * messages.
 */
const unroutableTtlMs = 30_000;

export function createTopologyWatch({
  logger,
  declare,
  intervalMs = 20_000,
}: TopologyWatchOptions): TopologyWatch {
  /** Time of the last unroutable message, by type. */
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
        logger.warn(`topology declaration failed, retrying in ${intervalMs} ms`, { reason });
      }
      problem = reason;
    }
    isDeclaring = false;
    return false;
  }

  function declared(): void {
    if (problem !== null) logger.info('topology declared after an earlier failure');
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
        topologyProblem:
          problem ?? (isLate ? 'the broker did not respond to the declaration within 10 s' : null),
      };
    },
  };
}

/** Whether messages reach their queues, as far as the watch knows. */
export function isRouting({ unroutableTypes, topologyProblem }: RoutingState): boolean {
  return unroutableTypes.length === 0 && topologyProblem === null;
}
