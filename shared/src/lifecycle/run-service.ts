/**
 * The life of a process, from its components to its exit code.
 *
 * - All parts start in order; one that fails rolls the others back and the process exits 1.
 * - SIGTERM or SIGINT stops them in reverse: exit 0. It may come during the start, too.
 * - A stop that fails, or takes longer than `stopTimeoutMs`, and a second signal: exit 1 at once.
 *   What was in hand is then as after a crash, which every part is built to survive.
 * - An exception or rejection that nobody handled leaves the process in a state nobody has thought
 *   about: it is logged and the process exits 1 at once.
 */
import type { Logger } from 'winston';
import type { Component } from './component';
import { createLifecycle, StoppedError } from './lifecycle';
import type { HostEvent, ProcessHost } from './process-host';

export interface RunServiceOptions {
  readonly name: string;
  readonly logger: Logger;
  /** In start order. */
  readonly components: readonly Component[];
  /** How long a stop may take, milliseconds. */
  readonly stopTimeoutMs?: number;
  readonly host?: ProcessHost;
}

/** Resolves with the exit code, after `exit` was called with it (which ends a real process). */
export function runService({
  name,
  logger,
  components,
  stopTimeoutMs = 10_000,
  host = process,
}: RunServiceOptions): Promise<number> {
  const lifecycle = createLifecycle(components);

  return new Promise((resolve) => {
    let deadline: NodeJS.Timeout | undefined;

    function exit(code: number): void {
      clearTimeout(deadline);
      for (const [event, listener] of listeners) host.off(event, listener);
      host.exit(code);
      resolve(code);
    }

    function stop(exitCode: number): void {
      deadline = setTimeout(() => {
        logger.error(`${name} did not stop in time`, { stopTimeoutMs });
        exit(1);
      }, stopTimeoutMs);
      lifecycle.stop().then(
        () => {
          logger.info(`${name} has stopped`);
          exit(exitCode);
        },
        (error: unknown) => {
          logger.error(`${name} did not stop cleanly`, { error });
          exit(1);
        },
      );
    }

    function onSignal(): void {
      if (deadline) {
        logger.warn(`${name} was told to stop a second time`);
        exit(1);
      } else {
        logger.info(`${name} is stopping`);
        stop(0);
      }
    }

    function onUnhandled(error: unknown): void {
      logger.error(`${name} met an error nobody handled`, { error });
      exit(1);
    }

    const listeners: readonly (readonly [HostEvent, (cause: unknown) => void])[] = [
      ['SIGTERM', onSignal],
      ['SIGINT', onSignal],
      ['uncaughtException', onUnhandled],
      ['unhandledRejection', onUnhandled],
    ];
    for (const [event, listener] of listeners) host.on(event, listener);

    lifecycle.start().then(
      () => logger.info(`${name} has started`),
      (error: unknown) => {
        if (error instanceof StoppedError || deadline) return;
        logger.error(`${name} could not start`, { error });
        stop(1);
      },
    );
  });
}
