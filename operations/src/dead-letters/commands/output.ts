import type { Selection } from '../arguments';
import type { CommandContext, ExitCode } from '../command-context';
import { type DeadLetter, readClaims } from '../dead-letter';
import { formatFacts } from '../format-dead-letters';

/** The dead letter in the JSON output. */
export function withClaims(letter: DeadLetter) {
  const { body, headers, ...facts } = letter;
  return { ...facts, ...readClaims(letter), headers, body };
}

/** Formats one line: the dead letter and its outcome. */
export function lineFor(letter: DeadLetter, sentence: string): string {
  const { type, orderId } = readClaims(letter);
  return formatFacts([letter.id, type, orderId, sentence]);
}

/** Reports that a command found no dead letter. Exits with 1 if the command named an ID. */
export function nothingFound({ writeNote }: CommandContext, selection: Selection): ExitCode {
  if (selection.id !== null) {
    writeNote(`There is no dead letter ${selection.id}: see list.`);
    return 1;
  }
  const hasConditions = selection.where.length > 0;
  writeNote(hasConditions ? 'No dead letter matches.' : 'There are no dead letters.');
  return 0;
}

/** `1 dead letter`, `20,000 dead letters`. */
export function formatCount(count: number): string {
  return `${count.toLocaleString('en-US')} dead letter${count === 1 ? '' : 's'}`;
}
