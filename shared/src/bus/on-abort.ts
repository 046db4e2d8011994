/**
 * Hundreds of publishes share one deadline signal, and hundreds of retries share one stop signal.
 * Node warns of a leak if a signal has that many listeners, and adding them is slow. So each signal
 * gets one listener, which calls all others.
 */
const listenersOf = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls the listener once when the signal aborts, or at once if the signal has aborted. Returns a
 * function that removes the listener.
 */
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

/** Resolves after `ms` milliseconds, or as soon as the signal aborts. */
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
