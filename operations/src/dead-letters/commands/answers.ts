import type { Selection } from '../arguments';
import { type DeadLetter, readClaims } from '../dead-letter';
import type { Desk, ExitCode } from '../desk';
import { formatFacts } from '../print-letters';

/** The dead letter as JSON shows it. */
export function withClaims(letter: DeadLetter) {
  const { body, headers, ...facts } = letter;
  return { ...facts, ...readClaims(letter), headers, body };
}

/** One line: the dead letter, and what becomes of it. */
export function lineFor(letter: DeadLetter, sentence: string): string {
  const { type, orderId } = readClaims(letter);
  return formatFacts([letter.id, type, orderId, sentence]);
}

/** A command found nothing, which is a mistake only if it named an ID. */
export function nothingFound({ remark }: Desk, selection: Selection): ExitCode {
  if (selection.id !== null) {
    remark(`There is no dead letter ${selection.id}: see list.`);
    return 1;
  }
  const hasConditions = selection.where.length > 0;
  remark(hasConditions ? 'No dead letter matches.' : 'There are no dead letters.');
  return 0;
}

/** `1 dead letter`, `20,000 dead letters`. */
export function countLetters(count: number): string {
  return `${count.toLocaleString('en-US')} dead letter${count === 1 ? '' : 's'}`;
}
