/**
 * Starts components in order and stops them in reverse order.
 *
 * - If a component fails to start, `start` rejects and starts no further component. The caller then
 *   calls `stop`, which stops the components that had started.
 * - If `stop` is called during `start`, it waits for the component that is starting. No further
 *   component starts, all started components are stopped, and `start` rejects with `StoppedError`.
 * - `stop` stops every started component, even if another component fails to stop. It then rejects
 *   with the first error.
 * - A lifecycle is used once: a `start` after a `stop` rejects. Repeated calls of `start`, and of
 *   `stop`, return the promise of the first call.
 */
import type { Component } from './component';

/** `start` was aborted because `stop` was called. */
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
