/**
 * Supervises a program: relaunches it when it dies, the first time at once, then after growing
 * pauses. The pauses start again after the program has run for a while.
 *
 * `start` resolves when the program is launched, and rejects if the first launch fails. Afterwards
 * the program runs until `stop`, unless a relaunch cannot succeed. Then `onHopeless` is called, and
 * the program stays down. A stop during a launch does not wait for the launch: it stops the program
 * that the launch has started, and kills it after a timeout.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Program, ProgramExit } from '@online-shop/servers/process/program';
import { createBackoff } from './backoff';

/**
 * Resolves when the program is ready. Passes every program that it starts to `onStarted`, so that a
 * stop can end it. The promise must settle when that program ends.
 */
export type Launch = (onStarted: (program: Program) => unknown) => Promise<Program>;

export interface SuperviseOptions {
  readonly name: string;
  readonly launch: Launch;
  /** Exit codes after which a relaunch cannot succeed. */
  readonly hopelessExitCodes?: readonly number[];
  /** Receives a sentence about what died and what follows. */
  readonly onNote: (note: string) => void;
  readonly onHopeless: (reason: string) => void;
}

export interface Supervised {
  readonly name: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Kills the program at once. */
  kill(): Promise<void>;
}

/** Maximum number of consecutive failed launches. With the pauses, this takes more than 30 s. */
const maxFailedLaunches = 10;

export function supervise(options: SuperviseOptions): Supervised {
  const { name, launch, hopelessExitCodes = [], onNote, onHopeless } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  /** The running or last launch. A stop waits for it. */
  let launched: Promise<Program> | undefined;
  /** The program of the running launch, or of the last one. */
  let current: Program | undefined;
  let watching: Promise<void> | undefined;

  function launchNext(): Promise<Program> {
    launched = launch(track).then(track);
    return launched;
  }

  function track(program: Program): Program {
    if (program === current) return program;
    current = program;
    if (signal.aborted) void program.stop();
    return program;
  }

  async function watch(first: Program): Promise<void> {
    const backoff = createBackoff();
    let program: Program | undefined = first;
    let failedLaunches = 0;
    while (!signal.aborted) {
      const exit = await program?.exited;
      if (signal.aborted) return;
      if (exit && hopelessExitCodes.includes(exit.code ?? 0)) {
        onHopeless(`${name} ${describe(exit)}, and a restart cannot help.`);
        return;
      }
      if (exit) onNote(`${name} ${describe(exit)}: restarting it`);
      await delay(backoff.next(), undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      try {
        program = await launchNext();
        failedLaunches = 0;
      } catch (error) {
        if (signal.aborted) return;
        program = undefined;
        failedLaunches += 1;
        if (failedLaunches === maxFailedLaunches) {
          onHopeless(`${name} cannot be restarted: ${messageOf(error)}`);
          return;
        }
        onNote(`${name} could not be started, retrying: ${messageOf(error)}`);
      }
    }
  }

  async function end(signalName?: NodeJS.Signals): Promise<void> {
    stopping.abort();
    const stopped = current?.stop(signalName);
    await launched?.catch(() => {});
    await stopped;
    await current?.exited; // `track` stops a program that was launched last.
    await watching;
  }

  return {
    name,
    async start() {
      watching = watch(await launchNext());
    },
    stop: () => end(),
    kill: () => end('SIGKILL'),
  };
}

function describe({ code, signal }: ProgramExit): string {
  return code === 0 ? 'has stopped' : `has died (${signal ?? `exit code ${code}`})`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
