import type { Drop } from '../arguments';
import { type CommandContext, type ExitCode, select } from '../command-context';
import type { DeadLetter } from '../dead-letter';
import { describeReason, formatDeadLetter } from '../format-dead-letters';
import { formatCount, lineFor, nothingFound, withClaims } from './output';

/** Prints dead letters before it deletes them: if printing fails, the dead letters still exist. */
export async function drop(context: CommandContext, command: Drop): Promise<ExitCode> {
  const { selection } = command;
  let found = 0;
  let dropped = 0;
  for await (const page of select(context, selection)) {
    if (page.length === 0) continue;
    const letters = page.map(({ letter }) => letter);
    await context.writeResult(letters.map((letter) => print(letter, command)).join('\n'));
    found += letters.length;
    dropped += (await context.store.drop(letters)).filter(Boolean).length;
  }
  if (found === 0) return nothingFound(context, selection);
  if (dropped < found) context.writeNote(`${formatCount(found - dropped)} no longer existed.`);
  if (selection.id === null) context.writeNote(`${formatCount(dropped)} dropped.`);
  else if (dropped > 0)
    context.writeNote(`${selection.id} was dropped. The text above is its only copy.`);
  return dropped < found ? 1 : 0;
}

function print(letter: DeadLetter, { selection, isJson }: Drop): string {
  if (selection.id !== null) {
    return isJson ? JSON.stringify(withClaims(letter), null, 2) : formatDeadLetter(letter);
  }
  return isJson ? JSON.stringify(withClaims(letter)) : lineFor(letter, describeReason(letter));
}
