/**
 * A piece of work of one process, which runs one response at a time: each request to a database or
 * the broker is parked until the model resumes it. Between two responses, any other activity may
 * run, and the process may be killed.
 *
 * The work is real asynchronous code. It is deterministic because it waits for nothing except these
 * requests. If it waits for anything else, the model is wrong and reports an error.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { BusUnavailableError, UnroutableError } from '@online-shop/shared/bus/bus';
import { SimulatedDatabaseError, Waiting } from './simulated-database';

export interface Activity {
  readonly name: string;
  /** Sends a request, with a label for the trace. Resolves when the request is done. */
  ask<T>(label: string, action: () => T | Promise<T>): Promise<T>;
  /** Registers a function that runs when the activity is killed, to close its connections. */
  onDeath(listener: () => unknown): void;
}

export interface ActivityControl {
  readonly name: string;
  readonly isOpen: boolean;
  /** Delivers one response. Returns false if the activity has ended or waits for another one. */
  goOn(): Promise<boolean>;
  kill(): void;
}

/**
 * Turns of the event loop after which work without a request must be waiting for something else.
 */
const turnsMax = 10;

interface Question {
  readonly label: string;
  /** @throws Waiting if the request must wait for another transaction */
  readonly answer: () => Promise<void>;
  readonly reject: (error: unknown) => void;
}

/** Starts the work and runs it until its first request. */
export async function startActivity(
  name: string,
  {
    work,
    tell,
  }: {
    readonly work: (activity: Activity) => Promise<void>;
    /** Called with a short description of each event. */
    readonly tell: (text: string) => void;
  },
): Promise<ActivityControl> {
  const questions: Question[] = [];
  const deathListeners: (() => unknown)[] = [];
  let isOpen = true;

  const activity: Activity = {
    name,
    ask: (label, action) =>
      new Promise((resolve, reject) => {
        const answer = async () => resolve(await action());
        questions.push({ label, answer, reject });
      }),
    onDeath: (listener) => deathListeners.push(listener),
  };

  async function settle(): Promise<void> {
    for (let turn = 0; turn < turnsMax; turn += 1) {
      await nextTurn();
      if (!isOpen || questions.length > 0) return;
    }
    throw new Error(`${name} waits for something that is not in the model`);
  }

  /** Executes one request. Returns false if it must wait for another transaction. */
  async function take({ label, answer, reject }: Question): Promise<boolean> {
    try {
      await answer();
      tell(label);
    } catch (error) {
      if (error instanceof Waiting) {
        tell(`${label} ${error.message}`);
        return false;
      }
      if (!isExpected(error)) throw error;
      tell(`${label} fails: ${(error as Error).message}`);
      reject(error);
    }
    questions.shift();
    return true;
  }

  void work(activity).then(
    () => {
      isOpen = false;
    },
    (error: unknown) => {
      isOpen = false;
      tell(`ends with an error: ${error instanceof Error ? error.message : error}`);
    },
  );
  await settle();

  return {
    name,
    get isOpen() {
      return isOpen;
    },
    async goOn() {
      const [question] = questions;
      if (!isOpen || !question || !(await take(question))) return false;
      await settle();
      return true;
    },
    kill() {
      isOpen = false;
      questions.length = 0;
      for (const listener of deathListeners) listener();
    },
  };
}

/** Errors of databases and brokers. Any other error is a mistake in the model. */
function isExpected(error: unknown): boolean {
  return (
    error instanceof SimulatedDatabaseError ||
    error instanceof UnroutableError ||
    error instanceof BusUnavailableError
  );
}
