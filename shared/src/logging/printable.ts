/**
 * Text from messages, requests and errors, made safe for a terminal. Control characters could move
 * the cursor, change colours or forge a line; format characters (bidirectional overrides) could
 * show the text in another order than it has. Each becomes `\uXXXX`, which JSON reads back as the
 * same character.
 */
const unsafe = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const unsafeInLines = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** For text on one line: line breaks are escaped, too. */
export function printable(text: string): string {
  return text.replace(unsafe, escapeUnits);
}

/** For text of several lines, or JSON: line breaks stay. */
export function printableLines(text: string): string {
  return text.replace(unsafeInLines, escapeUnits);
}

/** By UTF-16 code units, as JSON does. */
function escapeUnits(char: string): string {
  const units = Array.from({ length: char.length }, (_, i) => char.charCodeAt(i));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}
