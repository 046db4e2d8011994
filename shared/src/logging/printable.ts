/**
 * Escapes unsafe characters in text from messages, requests and errors, before a terminal shows it.
 * Control characters could move the cursor, change colours or forge a line. Format characters, such
 * as bidirectional overrides, could change the order in which the text is displayed. Each unsafe
 * character becomes `\uXXXX`, which a JSON parser reads as the original character.
 */
const unsafe = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const unsafeInLines = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Escapes text that must stay on one line. Also escapes line breaks. */
export function printable(text: string): string {
  return text.replace(unsafe, escapeUnits);
}

/** Escapes text of several lines, or JSON. Keeps line feeds. */
export function printableLines(text: string): string {
  return text.replace(unsafeInLines, escapeUnits);
}

/** Escapes each UTF-16 code unit separately, as JSON does. */
function escapeUnits(char: string): string {
  const units = Array.from({ length: char.length }, (_, i) => char.charCodeAt(i));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}
