/**
 * Keeps a program running: when it dies, it is launched again, at once the first time, then after
 * growing pauses. One that has run for a while is trusted again and starts from the shortest pause.
 *
 * `start` resolves when the program was launched, and rejects when its first launch fails. From
 * then on only `stop` ends it, except where launching again is hopeless: `onHopeless` is told, and
 * the program stays down. A stop during a launch does not wait for that to succeed: whatever
 * program the launch has going is asked to finish, and killed when it takes too long.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Program, ProgramExit } from '@online-shop/servers/process/program';
import { createBackoff } from './backoff';

/**
 * Resolves once the program can be used. It hands every program that it starts on the way to
 * `onStarted`, so that a stop can end it; its own promise has to end with that program.
 */
export type Launch = (onStarted: (program: Program) => unknown) => Promise<Program>;

export interface SuperviseOptions {
  readonly name: string;
  readonly launch: Launch;
  /** Exit codes after which another launch cannot help. */
  readonly hopelessExitCodes?: readonly number[];
  /** A sentence for people: what died, and what is done about it. */
  readonly onNote: (note: string) => void;
  readonly onHopeless: (reason: string) => void;
}

export interface Supervised {
  readonly name: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** A stop that asks nobody. */
  kill(): Promise<void>;
}

/** Launches that may fail in a row: half a minute and more, with the pauses between them. */
const maxFailedLaunches = 10;

export function supervise(options: SuperviseOptions): Supervised {
  const { name, launch, hopelessExitCodes = [], onNote, onHopeless } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  /** The launch in hand, or the last one: what a stop that comes meanwhile has to wait for. */
  let launched: Promise<Program> | undefined;
  /** What the launch in hand has going, or what came of the last one. */
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
    await current?.exited; // what a launch had only just started, and `track` has stopped
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
