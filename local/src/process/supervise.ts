/**
 * Keeps a program running: when it dies, it is launched again, at once the first time, then after
 * growing pauses. One that has run for a while is trusted again and starts from the shortest pause.
 *
 * `start` resolves when the program was launched, and rejects when its first launch fails. From
 * then on only `stop` ends it, except where launching again is hopeless: `onHopeless` is told, and
 * the program stays down.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { createBackoff } from './backoff';
import type { Program, ProgramExit } from './program';

export interface SuperviseOptions {
  readonly name: string;
  readonly launch: () => Promise<Program>;
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
const FAILED_LAUNCHES_MAX = 10;

export function supervise(options: SuperviseOptions): Supervised {
  const { name, launch, hopelessExitCodes = [], onNote, onHopeless } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  /** The launch in hand, or the last one: what a stop that comes meanwhile has to wait for. */
  let launched: Promise<Program> | undefined;
  let watching: Promise<void> | undefined;

  function launchNext(): Promise<Program> {
    launched = launch();
    return launched;
  }

  async function watch(first: Program): Promise<void> {
    const backoff = createBackoff();
    let program: Program | undefined = first;
    let failedLaunches = 0;
    while (!signal.aborted) {
      const exit = await program?.exited;
      if (signal.aborted) return;
      if (exit && hopelessExitCodes.includes(exit.code ?? 0)) {
        onHopeless(`${name} has ended (${describe(exit)}), and starting it again cannot help.`);
        return;
      }
      if (exit) onNote(`${name} has died (${describe(exit)}): it is started again`);
      await delay(backoff.next(), undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      try {
        program = await launchNext();
        failedLaunches = 0;
      } catch (error) {
        program = undefined;
        failedLaunches += 1;
        if (failedLaunches === FAILED_LAUNCHES_MAX) {
          onHopeless(`${name} cannot be started again: ${messageOf(error)}`);
          return;
        }
        onNote(`${name} could not be started, it is tried again: ${messageOf(error)}`);
      }
    }
  }

  async function end(signalName?: NodeJS.Signals): Promise<void> {
    stopping.abort();
    const program = await launched?.catch(() => undefined);
    await program?.stop(signalName);
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
  return signal ?? `exit code ${code}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
