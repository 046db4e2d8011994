import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { guard } from './guard';

export interface ProgramOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly user?: { readonly uid: number; readonly gid: number };
  /** The signal that stops the program. */
  readonly stopSignal: NodeJS.Signals;
  /** How long the program may take to stop, in milliseconds. Then it is killed. */
  readonly stopTimeoutMs: number;
  /** Stops the program when it aborts. */
  readonly signal?: AbortSignal;
  readonly onLine: (line: string) => void;
}

export interface ProgramExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A running or ended program. */
export interface Program {
  readonly pid: number;
  readonly exited: Promise<ProgramExit>;
  /**
   * Sends the stop signal, waits, and kills the program after the timeout. Repeated calls are safe.
   */
  stop(signal?: NodeJS.Signals): Promise<ProgramExit>;
}

/**
 * Starts a program in its own process group. So Ctrl-C in the terminal reaches only this process,
 * which then stops its programs in order. If this process dies first, a guard stops the program.
 * @throws Error if the program cannot be started
 */
export function startProgram(options: ProgramOptions): Promise<Program> {
  const { command, args, env, cwd, user, onLine, stopSignal, stopTimeoutMs, signal } = options;
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    ...(env && { env }),
    ...(cwd && { cwd }),
    ...user,
  });
  readLines(child.stdout, onLine);
  readLines(child.stderr, onLine);

  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () => {
      const pid = child.pid as number;
      const release = guard({ pid, signal: stopSignal, timeoutMs: stopTimeoutMs });
      const exited = new Promise<ProgramExit>((resolveExit) => {
        child.once('close', (code, signal) => {
          release();
          resolveExit({ code, signal });
        });
      });
      const stop = async (signalName = stopSignal) => {
        child.kill(signalName);
        const deadline = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
        return exited.finally(() => clearTimeout(deadline));
      };
      if (signal?.aborted) void stop();
      signal?.addEventListener('abort', () => void stop(), { once: true });
      resolve({ pid, exited, stop });
    });
  });
}

function readLines(stream: Readable, onLine: (line: string) => void): void {
  createInterface({ input: stream }).on('line', onLine);
}
