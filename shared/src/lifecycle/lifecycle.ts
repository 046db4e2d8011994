/**
 * Starts components in order and stops them in reverse, whatever fails and whoever calls first.
 *
 * - A start that fails, or that a stop overtakes, rolls back: what had started is stopped.
 * - `stop` during `start` waits for the component being started, starts no other, and stops all.
 * - Every component that had started is stopped, even where another's stop fails; the first error
 *   is what `stop` rejects with.
 * - It is used once: a start after a stop is refused. Repeated calls share the first one's promise.
 */
import type { Component } from './component';

/** The start came to nothing because a stop was asked for meanwhile. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError';
}

export type Lifecycle = Omit<Component, 'name'>;

export function createLifecycle(components: readonly Component[]): Lifecycle {
  const started: Component[] = [];
  let starting: Promise<void> | undefined;
  let stopping: Promise<void> | undefined;

  async function startAll(): Promise<void> {
    for (const component of components) {
      if (stopping) throw new StoppedError('stopped while starting');
      await component.start();
      started.push(component);
    }
    if (stopping) throw new StoppedError('stopped while starting');
  }

  async function stopAll(): Promise<void> {
    await starting?.catch(() => {});
    const errors: unknown[] = [];
    for (const component of started.splice(0).reverse()) {
      await component.stop().catch((error: unknown) => errors.push(error));
    }
    if (errors.length > 0) throw errors[0];
  }

  return {
    start() {
      starting ??= startAll();
      return starting;
    },
    stop() {
      stopping ??= stopAll();
      return stopping;
    },
  };
}
