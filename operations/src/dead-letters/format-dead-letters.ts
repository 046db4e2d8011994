import { printable } from '@online-shop/shared/logging/printable';
import { type DeadLetter, parseJson, readClaims } from './dead-letter';

const unknown = '-';
/** Maximum lengths in the table, in characters. `formatDeadLetter` shortens nothing. */
const maxRemarkLength = 160;
const maxCellLength = 64;

/**
 * Formats three lines per dead letter: facts in columns, the reason, and time with correlation ID.
 */
export function formatTable(
  letters: readonly DeadLetter[],
  { hasHeadings }: { readonly hasHeadings: boolean } = { hasHeadings: true },
): string {
  const [heading = '', ...lines] = formatColumns([headings, ...letters.map(cellsOf)]);
  const idWidth = Math.max(headings[0]?.length ?? 0, ...letters.map(({ id }) => id.length));
  const rows = letters.flatMap((letter, i) => [
    lines[i] ?? '',
    ...remarksOf(letter).map((remark) => indentRemark(remark, idWidth)),
  ]);
  return (hasHeadings ? [heading, ...rows] : rows).join('\n');
}

const headings = ['ID', 'QUEUE', 'TYPE', 'ORDER', 'ATTEMPTS', 'LAST FAILED'];

function cellsOf(letter: DeadLetter): readonly string[] {
  const { type, orderId } = readClaims(letter);
  const { attempts, lastFailedAt } = letter.reason;
  return formatCells([letter.id, letter.queue, type, orderId, attempts, lastFailedAt]);
}

type Fact = string | number | null;

export function formatCells(facts: readonly Fact[]): readonly string[] {
  return facts.map((fact) => shorten(printable(String(fact ?? unknown)), maxCellLength));
}

/** Formats facts on one line, without shortening. */
export function formatFacts(facts: readonly Fact[]): string {
  return facts.map((fact) => printable(String(fact ?? unknown))).join('  ');
}

/** Pads each cell to the width of its column. */
export function formatColumns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows[0]?.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0))) ?? [];
  return rows.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** Formats a line below a row, aligned with the second column. */
export function indentRemark(remark: string, firstWidth: number): string {
  return ' '.repeat(firstWidth + 2) + shorten(printable(remark), maxRemarkLength);
}

function remarksOf(letter: DeadLetter): readonly string[] {
  const { correlationId, copies, reason } = letter;
  const { firstFailedAt } = reason;
  const from = `first failed ${firstFailedAt ?? unknown}, correlation ${correlationId ?? unknown}`;
  return [describeReason(letter), copies > 1 ? `${copies} copies, ${from}` : from];
}

export function describeReason({ reason: { errorCode, errorMessage } }: DeadLetter): string {
  // Some libraries write error messages of several paragraphs.
  const sentence = errorMessage.replace(/\s+/g, ' ').trim();
  return errorCode ? `${errorCode}: ${sentence}` : sentence;
}

function shorten(text: string, maxLength: number): string {
  return text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
}

/** Formats a dead letter with all its facts, headers and body. */
export function formatDeadLetter(letter: DeadLetter): string {
  const { type, orderId } = readClaims(letter);
  const { reason } = letter;
  const facts = {
    id: letter.id,
    queue: letter.queue,
    type,
    order: orderId,
    reason: describeReason(letter),
    attempts: reason.attempts,
    'first failed': reason.firstFailedAt,
    'last failed': reason.lastFailedAt,
    'message id': letter.messageId,
    correlation: letter.correlationId,
    copies: letter.copies,
  };
  const lines = Object.entries(facts).map(
    ([name, fact]) => `${name.padEnd(12)}  ${printable(String(fact ?? unknown))}`,
  );
  const headers = Object.entries(letter.headers).map(
    ([name, value]) => `  ${printable(name)}: ${printable(JSON.stringify(value))}`,
  );
  return [
    ...lines,
    ...(headers.length > 0 ? ['headers', ...headers] : []),
    'body',
    ...formatBody(letter.body).split('\n').map(printable),
  ].join('\n');
}

/** Indents JSON. A body that parsing and serialising would change is returned unchanged. */
function formatBody(body: string): string {
  const value = parseJson(body);
  return JSON.stringify(value) === body ? JSON.stringify(value, null, 2) : body;
}
