import type { Socket } from 'node:net';

/** Returns the delay of the next chunk, in milliseconds. */
export type Delay = () => number;

export interface Carrier {
  carry(bytes: Buffer): void;
  /** From now on keeps chunks until `close`, which delivers them in one piece. */
  gather(): void;
  /** Closes the socket after the last chunk has arrived. */
  close(): void;
}

/**
 * Delivers chunks to a socket, each after its delay and never before an earlier one. Chunks that
 * are due at the same time arrive as one.
 */
export function createCarrier(to: Socket, delay: Delay): Carrier {
  const waiting: { readonly bytes: Buffer; readonly dueAt: number }[] = [];
  const gathered: Buffer[] = [];
  let isClosing = false;
  let isGathering = false;

  function deliver(): void {
    const next = waiting.findIndex(({ dueAt }) => dueAt > performance.now());
    const due = waiting.splice(0, next < 0 ? waiting.length : next);
    if (due.length > 0) to.write(Buffer.concat(due.map(({ bytes }) => bytes)));
    const [first] = waiting;
    if (first) setTimeout(deliver, Math.ceil(first.dueAt - performance.now()));
    else if (isClosing) to.destroySoon();
  }

  return {
    carry(bytes) {
      if (isGathering) return void gathered.push(bytes);
      const delayMs = delay();
      const last = waiting.at(-1);
      if (delayMs === 0 && !last) return void to.write(bytes);
      const dueAt = Math.max(performance.now() + delayMs, last?.dueAt ?? 0);
      waiting.push({ bytes, dueAt });
      if (!last) setTimeout(deliver, Math.ceil(delayMs));
    },
    gather() {
      isGathering = true;
    },
    close() {
      isClosing = true;
      if (gathered.length > 0) return void to.end(Buffer.concat(gathered));
      if (waiting.length === 0) to.destroy();
    },
  };
}

/** Chunks arrive together, once every so many milliseconds. */
export function inBursts(everyMs: number): Delay {
  return () => everyMs - (performance.now() % everyMs);
}
