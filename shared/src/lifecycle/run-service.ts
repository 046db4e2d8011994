/**
 * Runs the components of a process until it exits.
 *
 * - The components start in order. If one fails to start, the started components are stopped and
 *   the process exits with 1.
 * - SIGTERM or SIGINT, also during the start, stops the components in reverse order. The process
 *   exits with 0.
 * - If the shutdown fails or takes longer than `stopTimeoutMs`, or if a second signal arrives, the
 *   process exits with 1 at once. Work in progress is then in the same state as after a crash, and
 *   every component recovers from a crash.
 * - After an unhandled exception or rejection the state of the process is unknown. The process logs
 *   the error and exits with 1 at once.
 */
import type { Logger } from 'winston';
import type { Component } from './component';
import { createLifecycle, StoppedError } from './lifecycle';
import type { HostEvent, ProcessHost } from './process-host';

export interface RunServiceOptions {
  readonly name: string;
  readonly logger: Logger;
  /** The components, in start order. */
  readonly components: readonly Component[];
  /** The time limit of a shutdown, in milliseconds. Defaults to 10 s. */
  readonly stopTimeoutMs?: number;
  readonly host?: ProcessHost;
}

/**
 * Starts the components and exits the process after they have stopped. Resolves with the exit code
 * in tests, whose `host.exit` does not end the process.
 */
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
        logger.error(`${name} did not stop in time; exiting with 1`, { stopTimeoutMs });
        exit(1);
      }, stopTimeoutMs);
      lifecycle.stop().then(
        () => {
          logger.info(`${name} has stopped`);
          exit(exitCode);
        },
        (error: unknown) => {
          logger.error(`${name} failed to stop cleanly; exiting with 1`, { error });
          exit(1);
        },
      );
    }

    function onSignal(): void {
      if (deadline) {
        logger.warn(`${name} received a second stop signal; exiting with 1`);
        exit(1);
      } else {
        logger.info(`${name} is stopping`);
        stop(0);
      }
    }

    function onUnhandled(error: unknown): void {
      logger.error(`${name}: unhandled error; exiting with 1`, { error });
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
        logger.error(`${name} failed to start; stopping`, { error });
        stop(1);
      },
    );
  });
}
