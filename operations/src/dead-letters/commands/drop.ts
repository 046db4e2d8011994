import type { Drop } from '../arguments';
import type { DeadLetter } from '../dead-letter';
import { type Desk, type ExitCode, select } from '../desk';
import { describeReason, formatLetter } from '../print-letters';
import { countLetters, lineFor, nothingFound, withClaims } from './answers';

/** Prints before it removes: if the print fails or is interrupted, the dead letters still exist. */
export async function drop(desk: Desk, command: Drop): Promise<ExitCode> {
  const { selection } = command;
  let found = 0;
  let dropped = 0;
  for await (const page of select(desk, selection)) {
    if (page.length === 0) continue;
    const letters = page.map(({ letter }) => letter);
    await desk.say(letters.map((letter) => print(letter, command)).join('\n'));
    found += letters.length;
    dropped += (await desk.store.drop(letters)).filter(Boolean).length;
  }
  if (found === 0) return nothingFound(desk, selection);
  if (dropped < found) desk.remark(`${countLetters(found - dropped)} had been removed before.`);
  if (selection.id === null) desk.remark(`${countLetters(dropped)} dropped.`);
  else if (dropped > 0) desk.remark(`${selection.id} is dropped: the text above is its only copy.`);
  return dropped < found ? 1 : 0;
}

function print(letter: DeadLetter, { selection, isJson }: Drop): string {
  if (selection.id !== null) {
    return isJson ? JSON.stringify(withClaims(letter), null, 2) : formatLetter(letter);
  }
  return isJson ? JSON.stringify(withClaims(letter)) : lineFor(letter, describeReason(letter));
}
