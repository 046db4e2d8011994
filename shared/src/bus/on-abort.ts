/**
 * Hundreds of publishes share one deadline and hundreds of held messages one stop. A signal with
 * that many listeners of its own is slow and makes Node warn of a leak, so each signal gets one,
 * which calls the rest.
 */
const listenersOf = new WeakMap<AbortSignal, Set<() => void>>();

/** Calls the listener once when the signal aborts, at once if it has. Returns how to take it back. */
export function onAbort(signal: AbortSignal, listener: () => void): () => void {
  if (signal.aborted) {
    listener();
    return () => {};
  }
  const listeners = listenersOf.get(signal) ?? watch(signal);
  const once = () => listener();
  listeners.add(once);
  return () => listeners.delete(once);
}

function watch(signal: AbortSignal): Set<() => void> {
  const listeners = new Set<() => void>();
  listenersOf.set(signal, listeners);
  signal.addEventListener(
    'abort',
    () => {
      for (const listener of listeners) listener();
      listeners.clear();
    },
    { once: true },
  );
  return listeners;
}

/** Resolves after the time, or as soon as the signal aborts. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(end, ms);
    const forget = onAbort(signal, end);
    function end(): void {
      clearTimeout(timer);
      queueMicrotask(() => forget());
      resolve();
    }
  });
}
