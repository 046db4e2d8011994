/**
 * Keeps one connection to the broker open until the bus stops. Reopens the connection whenever it
 * is lost.
 *
 *   unavailable ──open──► up ──lost──► unavailable ──backoff──► open ──► …
 *
 * No caller waits for the connection: `start` succeeds while the broker is unavailable, and work
 * that needs the connection calls `current()`. A lost connection is never repaired. The keeper
 * closes it, opens a new connection and declares the topology again.
 */
import type { Logger } from 'winston';
import { createBackoff } from './backoff';
import { onAbort, pause } from './on-abort';

export interface KeeperOptions<Connection> {
  readonly engine: string;
  readonly logger: Logger;
  /**
   * Connects and declares the topology. Aborting `lost` ends the connection with the given reason.
   * If `lost` aborts while the connection opens, the promise must settle soon.
   */
  readonly open: (lost: AbortController) => Promise<Connection>;
  /** Closes the connection in any state. Must settle, and must not reject. */
  readonly close: (connection: Connection, end: ConnectionEnd) => Promise<void>;
}

/** Why a connection is closed. */
export interface ConnectionEnd {
  /** True if the connection failed. False if the bus stops and the connection still works. */
  readonly isLost: boolean;
}

export interface ConnectionKeeper<Connection> {
  start(): void;
  stop(): Promise<void>;
  /** Undefined while the broker is unavailable. */
  current(): Connection | undefined;
  /** Calls the listener with each new connection. */
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
      const delayMs = Math.round(backoff.nextMs());
      logger.warn(`message bus unavailable, reconnecting in ${delayMs} ms`, {
        engine,
        reason: messageOf(reason),
      });
      await pause(delayMs, stopping.signal);
    }
  }

  /** Opens one connection, uses it until it ends, and returns the reason. Never rejects. */
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
    logger.info('message bus available', { engine });
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
