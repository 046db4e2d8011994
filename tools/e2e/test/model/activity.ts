/**
 * A piece of work of one process, which goes on one answer at a time: whatever it asks of a
 * database or the broker is parked until it is told to go on. Between two answers anything else may
 * happen; and a process that dies there never hears the next one.
 *
 * The work is the real code, so it is asynchronous; it is made deterministic by nothing else being
 * there to wait for. What it does wait for besides is a defect of the model, and reported as one.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { BusUnavailableError, UnroutableError } from '@online-shop/shared/bus/bus';
import { SimulatedDatabaseError, Waiting } from './simulated-database';

export interface Activity {
  readonly name: string;
  /** Asks for something, named for the reader of a trace; resolves once it was done. */
  ask<T>(label: string, action: () => T | Promise<T>): Promise<T>;
  /** Called when the activity is killed: what its connections leave behind. */
  onDeath(listener: () => unknown): void;
}

export interface ActivityControl {
  readonly name: string;
  readonly isOpen: boolean;
  /** Lets it have one answer. False where there is none to be had: it has ended, or it waits. */
  goOn(): Promise<boolean>;
  kill(): void;
}

/** Turns of the event loop after which work that asks for nothing is waiting for something else. */
const turnsMax = 10;

interface Question {
  readonly label: string;
  /** @throws Waiting, when the answer has to wait */
  readonly answer: () => Promise<void>;
  readonly reject: (error: unknown) => void;
}

/** Starts the work and lets it come to its first question. */
export async function startActivity(
  name: string,
  {
    work,
    tell,
  }: {
    readonly work: (activity: Activity) => Promise<void>;
    /** Hears in a few words of each thing that happens. */
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
    throw new Error(`${name} waits for something that the model does not know`);
  }

  /** One question, answered or failed. False where the answer has to wait. */
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

/** What databases and brokers do; anything else is a mistake in the model itself. */
function isExpected(error: unknown): boolean {
  return (
    error instanceof SimulatedDatabaseError ||
    error instanceof UnroutableError ||
    error instanceof BusUnavailableError
  );
}
