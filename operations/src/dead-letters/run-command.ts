import type { Command } from './arguments';
import { type DeadLetter, readClaims } from './dead-letter';
import type { DeadLetterStore, ReplayOutcome } from './dead-letter-store';
import type { Forecast, Forecaster } from './forecast/forecast';
import { formatLetter, formatTable, printable } from './print-letters';

export interface Desk {
  readonly store: DeadLetterStore;
  /** By queue; needed by a dry run alone. */
  readonly forecasters: ReadonlyMap<string, Forecaster>;
  /**
   * The answer, on standard output; resolves once it is written.
   * @throws UnwritableError
   */
  readonly say: (text: string) => Promise<void>;
  /** What is not part of it, on standard error. */
  readonly remark: (text: string) => void;
}

type RunnableCommand = Exclude<Command, { readonly name: 'help' }>;
type OfOneLetter = Extract<Command, { readonly name: 'show' | 'drop' }>;
type Replay = Extract<Command, { readonly name: 'replay' }>;

/** Of everything that could be done; what could not is an exception. */
export type ExitCode = 0 | 1;

export function runCommand(desk: Desk, command: RunnableCommand): Promise<ExitCode> {
  switch (command.name) {
    case 'list':
      return list(desk, command);
    case 'show':
      return show(desk, command);
    case 'drop':
      return drop(desk, command);
    case 'replay':
      return command.isDryRun ? foretell(desk, command) : replay(desk, command);
  }
}

async function list(desk: Desk, { isJson }: { readonly isJson: boolean }): Promise<ExitCode> {
  const letters = await readAll(desk);
  if (isJson) await desk.say(JSON.stringify(letters.map(withClaims), null, 2));
  else if (letters.length > 0) await desk.say(formatTable(letters));
  return 0;
}

async function show(desk: Desk, command: OfOneLetter): Promise<ExitCode> {
  const letter = await desk.store.find(command.id);
  if (!letter) return noSuchLetter(desk, command.id);
  await desk.say(print(letter, command));
  return 0;
}

/** Printed before it is removed: where that fails or is interrupted, it is still there. */
async function drop(desk: Desk, command: OfOneLetter): Promise<ExitCode> {
  const letter = await desk.store.find(command.id);
  if (!letter) return noSuchLetter(desk, command.id);
  await desk.say(print(letter, command));
  if (!(await desk.store.drop(command.id))) return noSuchLetter(desk, command.id);
  desk.remark(`${command.id} is dropped: what stands above is all that is left of it.`);
  return 0;
}

async function replay(desk: Desk, { id }: Replay): Promise<ExitCode> {
  const letters = await choose(desk, id);
  if (letters.length === 0 && id !== null) return noSuchLetter(desk, id);
  let stayed = 0;
  for (const letter of letters) {
    const outcome = await desk.store.replay(letter.id);
    if (outcome !== 'replayed') stayed += 1;
    await desk.say(lineFor(letter, sentenceFor(outcome, letter)));
  }
  if (letters.length > 1) {
    desk.remark(`${letters.length - stayed} of ${letters.length} are back in their queues.`);
  }
  return stayed > 0 ? 1 : 0;
}

async function foretell(desk: Desk, { id }: Replay): Promise<ExitCode> {
  const letters = await choose(desk, id);
  if (letters.length === 0 && id !== null) return noSuchLetter(desk, id);
  let isEverywhereFine = true;
  for (const queue of new Set(letters.map((letter) => letter.queue))) {
    const ofQueue = letters.filter((letter) => letter.queue === queue);
    const forecasts = await foretellQueue(desk, queue, ofQueue);
    for (const [i, letter] of ofQueue.entries()) {
      const { sentence, isRefused } = forecasts[i] as Forecast;
      if (isRefused) isEverywhereFine = false;
      await desk.say(lineFor(letter, sentence));
    }
  }
  return isEverywhereFine ? 0 : 1;
}

async function foretellQueue(
  { store, forecasters }: Desk,
  queue: string,
  letters: readonly DeadLetter[],
): Promise<readonly Forecast[]> {
  if (!(await store.hasQueue(queue))) {
    const sentence = `would stay: the queue ${queue} is not there`;
    return letters.map(() => ({ sentence, isRefused: true }));
  }
  const forecaster = forecasters.get(queue);
  if (!forecaster) throw new Error(`nobody knows what becomes of a message in ${queue}`);
  return forecaster(letters);
}

/** Empty where there is none of that id; null is all there are. */
async function choose(desk: Desk, id: string | null): Promise<readonly DeadLetter[]> {
  if (id === null) return readAll(desk);
  const letter = await desk.store.find(id);
  return letter ? [letter] : [];
}

async function readAll({ store, remark }: Desk): Promise<readonly DeadLetter[]> {
  const { letters, notes } = await store.list();
  for (const note of notes) remark(note);
  if (letters.length === 0) remark('There are no dead letters.');
  return letters;
}

function print(letter: DeadLetter, { isJson }: OfOneLetter): string {
  return isJson ? JSON.stringify(withClaims(letter), null, 2) : formatLetter(letter);
}

function withClaims(letter: DeadLetter) {
  const { body, headers, ...facts } = letter;
  return { ...facts, ...readClaims(letter), headers, body };
}

function noSuchLetter({ remark }: Desk, id: string): ExitCode {
  remark(`There is no dead letter ${printable(id)}: see list.`);
  return 1;
}

function lineFor(letter: DeadLetter, sentence: string): string {
  const { type, orderId } = readClaims(letter);
  return printable(`${letter.id}  ${type ?? '-'}  ${orderId ?? '-'}  ${sentence}`);
}

function sentenceFor(outcome: ReplayOutcome, { queue }: DeadLetter): string {
  switch (outcome) {
    case 'replayed':
      return `is back in ${queue}`;
    case 'queue-gone':
      return `stays: the queue ${queue} is not there`;
    case 'not-taken':
      return 'stays: the broker did not take it';
    case 'unknown':
      return 'is gone: somebody else took it meanwhile';
  }
}
