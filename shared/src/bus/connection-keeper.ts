/**
 * Keeps one connection to the broker for as long as the bus runs, over and over:
 *
 *   away ──open──► up ──lost──► away ──backoff──► open ──► …
 *
 * Nobody waits for it: a start with the broker away succeeds, and work that needs a connection
 * asks for the `current()` one. A lost connection is never mended: everything that hung on it is
 * let go of, and the next one starts from nothing, its topology declared again.
 */
import type { Logger } from 'winston';
import { createBackoff } from './backoff';
import { onAbort, pause } from './on-abort';

export interface KeeperOptions<Connection> {
  readonly engine: string;
  readonly logger: Logger;
  /**
   * Connects, and declares what must be there. Aborting `lost` ends the connection, with the
   * reason; when it aborts while opening, the opening must end soon.
   */
  readonly open: (lost: AbortController) => Promise<Connection>;
  /** Lets go of everything, whatever state it is in. Must end, and not reject. */
  readonly close: (connection: Connection, end: ConnectionEnd) => Promise<void>;
}

/** Why a connection is closed. */
export interface ConnectionEnd {
  /** It broke, or was given up; otherwise the bus stops, and it is sound. */
  readonly isLost: boolean;
}

export interface ConnectionKeeper<Connection> {
  start(): void;
  stop(): Promise<void>;
  /** Undefined while the broker is away. */
  current(): Connection | undefined;
  /** Calls the listener with every new connection. */
  onUp(listener: (connection: Connection) => void): void;
}

const reconnectBackoff = { minMs: 100, maxMs: 5_000 };
const stopReason = new Error('stopped');

export function createConnectionKeeper<Connection>(
  options: KeeperOptions<Connection>,
): ConnectionKeeper<Connection> {
  const { engine, logger } = options;
  const stopping = new AbortController();
  const listeners: ((connection: Connection) => void)[] = [];
  const backoff = createBackoff(reconnectBackoff);
  let current: Connection | undefined;
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const reason = await live();
      if (reason === stopReason) return;
      logger.warn('the bus is away', { engine, reason: messageOf(reason) });
      await pause(backoff.nextMs(), stopping.signal);
    }
  }

  /** One connection from its opening to its end. Answers why it ended, and never rejects. */
  async function live(): Promise<unknown> {
    const lost = new AbortController();
    const forget = onAbort(stopping.signal, () => lost.abort(stopReason));
    try {
      const connection = await options.open(lost);
      if (!lost.signal.aborted) await use(connection, lost.signal);
      current = undefined;
      await options.close(connection, { isLost: lost.signal.reason !== stopReason });
    } catch (error) {
      if (!lost.signal.aborted) lost.abort(error);
    }
    forget();
    return lost.signal.reason;
  }

  async function use(connection: Connection, lost: AbortSignal): Promise<void> {
    current = connection;
    backoff.reset();
    logger.info('the bus is up', { engine });
    for (const listener of listeners) listener(connection);
    await new Promise<void>((resolve) => onAbort(lost, resolve));
  }

  return {
    start() {
      running ??= run();
    },
    async stop() {
      stopping.abort();
      await running;
    },
    current: () => current,
    onUp: (listener) => void listeners.push(listener),
  };
}

function messageOf(reason: unknown): string {
  return reason instanceof Error ? reason.message || reason.name : String(reason);
}
